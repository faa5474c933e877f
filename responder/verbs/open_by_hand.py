"""登记立项: the office opens an interpretation, a disclosure request or a duty by hand."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from huiying.core import clock
from huiying.core.errors import Refused
from huiying.core.models import Case, Origin, Unit, User
from responder.clocks.policy import Policy
from responder.verbs.open_case import open_case
from responder.verbs.permission import require_office

OPENED = {"interpretation": "政策解读", "disclosure": "依申请公开", "duty": "履职事项"}
LATEST = timedelta(days=1800)


def open_by_hand(
    session: Session,
    kind: str,
    *,
    title: str,
    text: str,
    at: datetime,
    by: User,
    policy: Policy,
    now: datetime,
    reference: str | None = None,
    due_on: date | None = None,
    proposed_unit: Unit | None = None,
) -> Case:
    """Open a case of a kind that no post opens.

    `at`: when the document was published, the request received, the duty began. `text`: the document's
    name, what is asked for, what is to be done; nothing about an applicant. `due_on`: the day by which a
    duty is to be done, at the end of its last working day.
    """
    require_office(by, "登记立项")
    if kind not in OPENED:
        raise Refused(f"不能人工登记“{kind}”，可选：{'、'.join(OPENED.values())}")
    if not title.strip() or not text.strip():
        raise Refused("请填写标题和内容")
    if at > now:
        raise Refused("文件公布、收到申请或任务开始的时间晚于现在，请核对")
    if due_on is not None and kind != "duty":
        raise Refused(f"{OPENED[kind]}的时限由规则确定，不能另定截止日期")
    return open_case(
        session,
        kind=kind,
        title=title.strip(),
        why=f"新闻办登记{OPENED[kind]}",
        detected_at=now,
        policy=policy,
        now=now,
        by=by.name,
        proposed_unit=proposed_unit,
        origin=Origin(
            at=at,
            reference=(reference or "").strip() or None,
            text=text.strip(),
            term=_term(policy, at, due_on) if due_on else None,
            by=by.name,
        ),
    )


def _term(policy: Policy, at: datetime, due_on: date) -> str:
    """The limit that ends with the last working day up to `due_on`, counted as every working-day clock."""
    start = clock.local(at).date()
    if due_on - start > LATEST:
        raise Refused("截止日期太远，不能超过五年")
    days = (start + timedelta(days=n) for n in range(1, (due_on - start).days + 1))
    count = sum(policy.hours.working_day(day).working for day in days)
    if not count:
        raise Refused("截止日期之前没有工作日，请核对")
    return f"{count}个工作日"
