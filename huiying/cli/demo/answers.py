"""What the units write: the texts of content/week.toml, and plain ones where it has none."""

from datetime import datetime

from huiying.cli.demo.courses import Course, Wording
from huiying.core.models import Case

REPLIES = {
    "inquiry": (
        "您咨询的事项收悉。办理条件、所需材料和办理时限已逐条列明，随信附上，并由经办人电话作了说明。",
        "相关依据以现行公开文件为准，文件可在园区官网“政务公开”栏目查阅。",
        "材料备齐后可到园区政务窗口办理，有不清楚的地方可直接联系经办人。",
    ),
    "complaint": (
        "您反映的问题收悉，工作人员已到现场核实，反映的情况存在。",
        "按照有关管理规定，已要求责任方限期整改，并明确专人跟踪。",
        "整改期间每三天复查一次，结果会再告知您；逾期不改的，依法处理。",
    ),
    "praise": (
        "您的来信收悉，已转达当事的同志和所在单位。",
        "做好服务是应尽的职责，有关做法将在单位内部推广。",
        "感谢您的鼓励，也欢迎继续监督。",
    ),
}
USUAL = (
    "您反映的情况收悉，已安排人员了解和核实。",
    "按照职责分工和现行规定，由本单位牵头办理，需要其他单位配合的已商请协助。",
    "办理情况将按时限答复，有进展随时告知。",
)
TITLES = {
    "first_word": "关于“{title}”的情况通报",
    "explanation": "关于“{title}”的新闻发布会实录",
    "response": "关于“{title}”的回应",
    "progress": "关于“{title}”的处置进展",
    "reply": "关于“{title}”的答复",
}
PUBLIC = (
    "针对群众和网友反映的“{title}”，{unit}第一时间核实了情况，有关事实以本次公布为准。",
    "已按职责和现行规定采取措施，并与相关单位建立会商机制。",
    "处置结果将在园区官网持续公布，欢迎继续监督。",
)
SHORT = 24


def wording(case: Case, kind: str, unit: str, course: Course, now: datetime) -> Wording:
    """The text of one kind for a case at `now`."""
    if (written := course.wording(kind, now)) is not None:
        return written
    title = case.title if len(case.title) <= SHORT else case.title[: SHORT - 1] + "…"
    title = title.replace("“", "").replace("”", "")
    lines = _reply(case) if kind == "reply" else PUBLIC
    body = "\n".join(line.format(title=title, unit=unit) for line in lines)
    return Wording(TITLES[kind].format(title=title), body)


def _reply(case: Case) -> tuple[str, ...]:
    appeal = {"report": "complaint"}.get(case.appeal or "", case.appeal or "")
    return REPLIES.get(appeal, USUAL)
