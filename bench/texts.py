"""Texts for measuring, put together from our own phrases: the same on every machine."""

import random

_PLACES = ("棋盘洲", "韦源口镇", "新港大道", "保税物流中心", "散货码头", "河口镇", "太子镇", "黄颡口镇")
_THINGS = (
    "路灯坏了半个月，晚上一片漆黑，老人孩子都不敢出门",
    "自来水发黄，接出来有泥沙，打电话说是管道老化，一直没有人来修",
    "工地夜里打桩到两点，吵得一家人睡不着，希望能管一管",
    "公交车改线以后要走两公里才有站，老人看病很不方便",
    "工资拖欠两个月，老板电话打不通，二十多个工友都在等着过年",
    "征地补偿款说好年前到账，到现在一分钱也没有看到",
    "小学门口没有斑马线，大货车开得飞快，学生过街太危险了",
)
_ENDINGS = (
    "请有关部门尽快处理。",
    "已经反映过三次了！",
    "谢谢领导[作揖]",
    "有图有真相 #园区民生#",
    "到底归谁管？",
)


def texts(count: int, length: int) -> list[str]:
    """`count` texts of about `length` characters."""
    dice = random.Random(20261123)
    return [_one(dice, length) for _ in range(count)]


def _one(dice: random.Random, length: int) -> str:
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        parts += [dice.choice(_PLACES), dice.choice(_THINGS), "。"]
    return ("".join(parts)[: length - 12] + dice.choice(_ENDINGS))[:length]
