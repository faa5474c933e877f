"""The code names of deadlines and what people read instead; spans and moments in words."""

from datetime import datetime, timedelta
from typing import Literal

from huiying.core import clock

Kind = Literal["opinion", "message", "interpretation", "disclosure", "duty"]
Appeal = Literal["complaint", "inquiry", "suggestion", "report", "help", "praise", "other"]
Milestone = Literal[
    "confirm",
    "assign",
    "acknowledge",
    "clear",
    "first_word",
    "explanation",
    "response",
    "progress",
    "reply",
    "interpretation",
    "completion",
    "disclosure",
    "objection",
    "report_up",
    "refer_out",
    "instruction",
    "fulfilment",
    "renewed_answer",
    "evaluation",
]
Holder = Literal["office", "unit", "clearer"]
Anchor = Literal[
    "occurred",
    "detected",
    "confirmed",
    "assigned",
    "submitted",
    "last_publication",
    "document_published",
    "received",
    "completed",
    "objected",
    "referred",
    "instructed",
    "started",
    "reopened",
    "closed",
]

KINDS: dict[Kind, str] = {
    "opinion": "舆情回应",
    "message": "群众来信来电",
    "interpretation": "政策解读",
    "disclosure": "依申请公开",
    "duty": "履职事项",
}
APPEALS: dict[Appeal, str] = {
    "complaint": "投诉",
    "inquiry": "咨询",
    "suggestion": "建议",
    "report": "举报",
    "help": "求助",
    "praise": "表扬",
    "other": "其他",
}
MILESTONES: dict[Milestone, str] = {
    "confirm": "研判",
    "assign": "交办",
    "acknowledge": "签收",
    "clear": "审查",
    "first_word": "首发权威信息",
    "explanation": "解释信息（新闻发布）",
    "response": "回应",
    "progress": "持续发布",
    "reply": "办理答复",
    "interpretation": "政策解读",
    "completion": "受理审查（告知补正）",
    "disclosure": "答复",
    "objection": "异议处理",
    "report_up": "上报",
    "refer_out": "转办园区外",
    "instruction": "批示办理",
    "fulfilment": "履职",
    "renewed_answer": "再次回应",
    "evaluation": "评估",
}
HOLDERS: dict[Holder, str] = {
    "office": "新闻办",
    "unit": "牵头单位",
    "clearer": "值班审查人",
}
ANCHORS: dict[Anchor, str] = {
    "occurred": "事发",
    "detected": "发现",
    "confirmed": "确认级别",
    "assigned": "交办",
    "submitted": "送审",
    "last_publication": "上一次发布",
    "document_published": "文件公布",
    "received": "收到",
    "completed": "收到补正后的申请",
    "objected": "提出异议",
    "referred": "决定转出",
    "instructed": "批示",
    "started": "任务开始",
    "reopened": "重新办理",
    "closed": "办结",
}
MOVES: dict[str, str] = {"pause": "暂停", "extension": "延期", "objection": "派单异议成立"}
CALENDARS: dict[Literal["wall", "duty", "working"], str] = {
    "wall": "自然时间",
    "duty": "值守时间",
    "working": "工作日",
}


def named(kind: str) -> str:
    """A kind of case in a sentence: “依申请公开事项”, “履职事项”."""
    return {str(one): said for one, said in KINDS.items()}[kind].removesuffix("事项") + "事项"


def span_in_words(span: timedelta) -> str:
    """A span of time as people say it: “1天2小时5分钟”; nothing is rounded away."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "天"), (hours, "小时"), (minutes, "分钟"), (seconds, "秒")]
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0分钟"


def moment_in_words(moment: datetime) -> str:
    """A moment as people in the park read it, to the minute (seconds only where there are any)."""
    there = clock.local(moment)
    seconds = there.strftime(":%S") if there.second else ""
    return f"{there.year}年{there.month}月{there.day}日 {there:%H:%M}{seconds}"
