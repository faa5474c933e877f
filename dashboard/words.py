"""What a page calls things: the right-hand column of the domain's word list, and how times are written."""

from datetime import datetime

from huiying.core.clock import local
from responder import wording
from responder.clocks.words import ANCHORS, MILESTONES

PRODUCT = "回应"

ROLES = {
    "administrator": "管理员",
    "office": "新闻办",
    "unit": "责任单位",
    "leader": "领导",
    "auditor": "审计",
}
TIERS = {1: "一级 红", 2: "二级 橙", 3: "三级 黄", 4: "四级 蓝"}
GRADES = {1: "特别重大", 2: "重大", 3: "较大", 4: "一般"}
LEVELS = {1: "红", 2: "橙", 3: "黄", 4: "蓝"}
KINDS = {
    "opinion": "舆情回应",
    "message": "群众来信来电",
    "interpretation": "政策解读",
    "disclosure": "依申请公开",
    "duty": "履职事项",
}
APPEALS = {
    "complaint": "投诉",
    "inquiry": "咨询",
    "suggestion": "建议",
    "report": "举报",
    "help": "求助",
    "praise": "表扬",
    "other": "其他",
}
SENTIMENTS = {"negative": "负面", "neutral": "中性", "positive": "正面"}
CHANNELS = {
    "news": "新闻",
    "weibo": "微博",
    "wechat": "微信",
    "forum": "论坛",
    "video": "视频",
    "message": "政府信箱",
    "hotline": "热线",
    "manual": "人工录入",
}
HOLDERS = {"office": "新闻办", "unit": "责任单位", "clearer": "值班审查人"}
RUNGS = {
    "reminder_50": "催办（过半）",
    "reminder_80": "催办（八成）",
    "overdue": "逾期",
    "supervision": "督办",
    "interview": "提请约谈",
}
ANSWERS = {
    "first_word": "首发权威信息",
    "explanation": "解释信息（新闻发布）",
    "response": "回应",
    "progress": "持续发布",
    "reply": "办理答复",
}
OUTLETS = {
    "website": "园区网站",
    "press_conference": "新闻发布会",
    "media": "新闻媒体",
    "official_account": "政务新媒体",
    "direct_reply": "直接答复",
}
PROPOSALS = {"interview": "约谈", "criticism": "通报批评", "accountability": "问责"}
MEASURES = {**PROPOSALS, "none": "不予追究"}
FAULTS = {"late": "不及时", "passive": "不主动", "wrong": "不准确"}
NOTICE_STATES = {"pending": "待送出", "sent": "已送达", "failed": "未送达"}
NOTICE_CHANNELS = {"wecom": "企业微信", "webhook": "接口推送", "email": "邮件", "none": "无联系方式"}
HEALTH = {"healthy": "正常", "degraded": "异常", "silent": "沉默", "failing": "无法访问"}

_WEEKDAYS = "一二三四五六日"


def tier(value: int | None) -> str:
    """二级 橙; 未定级 where there is none."""
    return TIERS.get(value or 0, "未定级")


def milestone(name: str) -> str:
    """The milestone as people call it."""
    return {str(key): said for key, said in MILESTONES.items()}.get(name, name)


def anchor(name: str) -> str:
    """The anchor as people call it."""
    return {str(key): said for key, said in ANCHORS.items()}.get(name, name)


def moment(at: datetime | None) -> str:
    """11月23日 09:42, in the park's time; a dash where there is none."""
    return wording.moment(at, at) if at else "—"


def full_moment(at: datetime | None) -> str:
    """2026年11月23日 周一 09:42, in the park's time."""
    if at is None:
        return "—"
    there = local(at)
    return f"{there.year}年{moment(at).replace(' ', f' 周{_WEEKDAYS[there.weekday()]} ')}"


def ago(at: datetime | None, now: datetime) -> str:
    """3 小时 12 分前; 从未 where it never was."""
    return f"{wording.span(now - at)}前" if at else "从未"
