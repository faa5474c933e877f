"""What a page calls things: the right-hand column of the domain's word list, and how times are written."""

from datetime import datetime

from huiying.core.clock import local
from responder import wording, words
from responder.clocks.words import ANCHORS, MILESTONES
from responder.duty.members import DUTY_WORDS
from responder.evaluation.index import STATES
from responder.evaluation.record import MARKS
from responder.procedure.words import VERBS as STEPS
from responder.verbs.correct import NOTICED_BY
from responder.verbs.disclose import OUTCOME_NAMES
from responder.verbs.draft import ELEMENTS, FITTING, POINTS, asked_of
from responder.verbs.pause import GROUNDS
from responder.verbs.withdraw import GROUNDS as WITHDRAWALS

PRODUCT = "回应"

ROLES = {
    "administrator": "管理员",
    "office": "新闻办",
    "unit": "责任单位",
    "leader": "领导",
    "auditor": "审计",
}
ROLES_MAY = {
    "administrator": "管账号与设置",
    "office": "研判、交办、审查",
    "unit": "办理本单位的事项",
    "leader": "看全部，裁定、批示",
    "auditor": "看全部和审计记录",
}
SCOPES = {
    "posts:read": "读信息",
    "events:read": "读事件",
    "posts:write": "送入信息",
    "cases:read": "读事项",
    "cases:write": "办理事项",
    "status:read": "读运行状态",
    "accountability:read": "读督办、过错、问责与表彰",
    "accountability:write": "登记过错、陈述、认定后果、决定",
    "duty:read": "读值班表与交接",
    "duty:write": "登记班次、休假与交接",
    "webhooks:write": "登记 Webhook",
}
PARK_LISTS = (
    ("aliases", "别称", "园区的简称和旧称"),
    ("places", "村庄与地名", "园区内的村、路、港区"),
    ("enterprises", "企业", "园区里的企业，写全称和人们常用的简称"),
    ("watch_words", "关注词", "与园区有关的信息里出现时，写进研判理由"),
    ("policies", "文件与专项工作", "园区发的文件、正在做的专项"),
    ("elsewhere", "反证词", "同一句出现即视为指外地或另有所指"),
    ("nearby", "同城的其他地方", "本地论坛提到这些，不按领域认定"),
)
# The rooms of the administration: address, name, and the permission that opens it (dashboard.access).
ADMIN_ROOMS = (
    ("/admin", "概况", "read_admin"),
    ("/admin/start", "开始使用", "tend_people"),
    ("/admin/sources", "信源", "read_sources"),
    ("/admin/robots", "群机器人", "tend_robots"),
    ("/admin/people", "人员与账号", "tend_people"),
    ("/admin/units", "单位与联系人", "tend_units"),
    ("/roster", "值班表", "read"),
    ("/admin/park", "园区与关注词", "tend_park"),
    ("/admin/policy", "现行规则", "read_policy"),
    ("/admin/letters", "未送达", "read_letters"),
    ("/admin/audit", "审计", "read_audit"),
)
ADMIN_TOLD = {
    "/admin/start": "逐项设好：园区、单位、人员、信源、群机器人",
    "/admin/sources": "采集哪些地方，采得好不好；添加、试取、停用",
    "/admin/robots": "通知发到哪些群；添加、测试、停用",
    "/admin/people": "谁能登录、能做什么；口令、登录、接口令牌",
    "/admin/units": "事项交给谁办，找谁；值班电话和各职务的联系人",
    "/roster": "谁在什么时候值班；排班、请假、交接班",
    "/admin/park": "什么算与园区有关：名称、村庄、企业、关注词",
    "/admin/policy": "时限、催办督办的阶梯、办理程序和各自的依据",
    "/admin/letters": "没有送到的通知，为什么，重发",
    "/admin/audit": "谁在何时做了什么；导出、核验",
}
TIERS = {1: "一级 红", 2: "二级 橙", 3: "三级 黄", 4: "四级 蓝"}
HOLDERS = {"office": "新闻办", "unit": "责任单位", "clearer": "值班审查人"}
UNIT_KINDS = {"department": "部门", "command": "指挥部", "village": "村(居委会)", "company": "公司"}
DUTIES = DUTY_WORDS
GRADES, LEVELS = words.GRADES, words.LEVELS
KINDS = {str(kind): said for kind, said in words.KINDS.items()}
APPEALS = {str(appeal): said for appeal, said in words.APPEALS.items()}
SENTIMENTS, CHANNELS = words.SENTIMENTS, words.CHANNELS
RUNGS, ANSWERS, OUTLETS = words.RUNGS, words.ANSWERS, words.OUTLETS
PROPOSALS, MEASURES, FAULTS = words.PROPOSALS, words.MEASURES, words.FAULTS
EVALUATION_MARKS, EVALUATION_STATES = MARKS, STATES
NOTICE_STATES, NOTICE_CHANNELS, HEALTH = words.NOTICE_STATES, words.NOTICE_CHANNELS, words.HEALTH

SOURCE_KINDS = {
    "site": "网站列表页",
    "feed": "订阅源",
    "sitemap": "站点地图",
    "search": "站内搜索",
    "api": "接口",
    "file": "文件夹",
    "mailbox": "邮箱",
    "manual": "人工录入",
    "push": "接口写入",
}
ORIGINS = {"interpretation": "文件公布", "disclosure": "收到申请", "duty": "任务开始"}
VERBS = {str(verb): said for verb, said in STEPS.items()}
PAUSE_GROUNDS, OUTCOMES, NOTICERS = GROUNDS, OUTCOME_NAMES, NOTICED_BY
WITHDRAWAL_GROUNDS = WITHDRAWALS

__all__ = ["ELEMENTS", "FITTING", "POINTS", "asked_of"]

_WEEKDAYS = "一二三四五六日"


def objections(ours: str) -> tuple[str, ...]:
    """Why a case is not a unit's own, as people say it; `ours` is 我村 or 我单位."""
    return (f"地点不在{ours}范围", f"不是{ours}的职责", "已由其他单位在办", "说的事查无此处")


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
