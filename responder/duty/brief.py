"""晨报: three lines for the leadership each morning: what burns, who owes what, what awaits a decision.

A morning is a row with a due moment (DueTask), so downtime loses none; after it the last one alone is
sent, late, and the passed ones are marked as passed.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.clock import SHANGHAI, local
from huiying.core.database import Database
from huiying.core.models import Case, Clock, Decision, DueTask, Proposal, SupervisionOrder, Unit
from responder.clocks.keeper import milestone_name
from responder.outbox import queue
from responder.wording import day, moment, span
from responder.words import PROPOSALS, TIERS

PREFIX = "brief:"
PUNCTUAL = timedelta(minutes=30)
GRAVE = (1, 2)
MOST_NAMED = 4
DAY = timedelta(days=1)


def run_due(database: Database, now: datetime, at: time) -> str | None:
    """Send the brief that is due by `now`, once whoever runs; returns its day, None where none is due.

    `at`: the time of day in Asia/Shanghai. The first call begins with the next morning.
    """
    with database.write() as session:
        _plan(session, now, at)
        due = _claim(session, now)
        if due:
            _send(session, due[-1], now)
    return due[-1].name.removeprefix(PREFIX) if due else None


def lines(session: Session, now: datetime) -> list[str]:
    """The three lines as of `now`; one where nothing burns, nobody is late, and nothing awaits a decision."""
    facts = _Facts.read(session, now)
    if not (facts.late or facts.grave or facts.undecided):
        return [
            f"平稳：没有超时的时限，没有一、二级在办事项，没有等您决定的建议；"
            f"在办 {facts.open} 件，今日到期 {len(facts.today)} 项。"
        ]
    return [_what_burns(facts, now), _who_owes(facts, now), _what_awaits(facts)]


@dataclass(frozen=True)
class _Facts:
    """`late` and `today` are (clock, case, holder), the gravest and the longest late first."""

    open: int
    grave: list[Case]
    late: list[tuple[Clock, Case, str]]
    today: list[tuple[Clock, Case, str]]
    undecided: list[tuple[str, str]]
    unanswered: int

    @classmethod
    def read(cls, session: Session, now: datetime) -> "_Facts":
        """From the records as they stand."""
        running = (Case.closed_at.is_(None), ~Case.archive)
        count = session.scalar(select(func.count(Case.id)).where(*running)) or 0
        grave = select(Case).where(*running, Case.tier.in_(GRAVE)).order_by(Case.tier, Case.id)
        midnight = (local(now) + DAY).replace(hour=0, minute=0, second=0, microsecond=0)
        owed = _owed(session, midnight)
        decided = select(Decision.proposal_id).where(Decision.proposal_id == Proposal.id).exists()
        proposals = (
            select(Proposal.kind, Unit.name)
            .outerjoin(Unit, Unit.id == Proposal.unit_id)
            .where(~decided)
            .order_by(Proposal.proposed_at, Proposal.id)
        )
        orders = select(func.count(SupervisionOrder.id)).where(SupervisionOrder.replied_at.is_(None))
        return cls(
            open=count,
            grave=list(session.scalars(grave)),
            late=[one for one in owed if one[0].due_at < now],
            today=[one for one in owed if one[0].due_at >= now],
            undecided=[(kind, unit or "新闻办") for kind, unit in session.execute(proposals)],
            unanswered=session.scalar(orders) or 0,
        )


def _owed(session: Session, until: datetime) -> list[tuple[Clock, Case, str]]:
    query = (
        select(Clock, Case, Unit.name)
        .join(Case, Case.id == Clock.case_id)
        .outerjoin(Unit, Unit.id == Clock.holder_unit_id)
        .where(Clock.ended_at.is_(None), Clock.paused_at.is_(None), Clock.due_at < until)
        .order_by(func.coalesce(Case.tier, 9), Clock.due_at, Clock.id)
    )
    holders = {"office": "新闻办", "clearer": "值班审查人"}
    rows = session.execute(query)
    return [(clock, case, holders.get(clock.holder) or unit or "未交办单位") for clock, case, unit in rows]


def _what_burns(facts: _Facts, now: datetime) -> str:
    said = f"在办 {facts.open} 件，一、二级 {len(facts.grave)} 件，超时 {len(facts.late)} 项"
    if facts.late:
        clock, case, holder = facts.late[0]
        late = span(now - clock.due_at)
        return f"{said}；最急：{_called(case)}，{holder}的{milestone_name(clock)}已超时 {late}。"
    if facts.grave:
        return f"{said}；最重：{_called(facts.grave[0])}。"
    return f"{said}。"


def _who_owes(facts: _Facts, now: datetime) -> str:
    if not facts.late:
        return f"没有单位超时；{_due_today(facts)}。"
    by_holder: dict[str, list[timedelta]] = defaultdict(list)
    for clock, _, holder in facts.late:
        by_holder[holder].append(now - clock.due_at)
    ordered = sorted(by_holder.items(), key=lambda one: (-len(one[1]), -max(one[1]), one[0]))
    named = [f"{name} {len(lates)} 项（最长 {span(max(lates))}）" for name, lates in ordered[:MOST_NAMED]]
    more = f"等 {len(ordered)} 个单位" if len(ordered) > MOST_NAMED else ""
    return f"超时未办：{'、'.join(named)}{more}；{_due_today(facts)}。"


def _due_today(facts: _Facts) -> str:
    return f"今日还有 {len(facts.today)} 项到期" if facts.today else "今日没有其他到期的时限"


def _what_awaits(facts: _Facts) -> str:
    orders = f"督办单待书面回复 {facts.unanswered} 份。" if facts.unanswered else ""
    if not facts.undecided:
        return f"没有等您决定的建议。{orders}"
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, unit in facts.undecided:
        by_kind[kind].append(unit)
    said = [
        f"提请{PROPOSALS[kind]} {len(units)} 件（{'、'.join(dict.fromkeys(units))}）"
        for kind, units in by_kind.items()
    ]
    return f"等您决定：{'，'.join(said)}；事涉本人分管单位的，由其他领导决定。{orders}"


def _called(case: Case) -> str:
    tier = TIERS[case.tier].replace("（", "").removesuffix("）")
    return f"“{case.title}”（{tier}）"


def _plan(session: Session, now: datetime, at: time) -> None:
    """A row for each morning after the last planned one, up to the next that is to come."""
    last = session.scalar(select(func.max(DueTask.name)).where(DueTask.name.startswith(PREFIX)))
    today = local(now).date()
    following = today if now < _moment(today, at) else today + timedelta(days=1)
    morning = date.fromisoformat(last.removeprefix(PREFIX)) + timedelta(days=1) if last else following
    while morning <= following:
        _insert(session, morning, at)
        morning += timedelta(days=1)


def _insert(session: Session, morning: date, at: time) -> None:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row: dict[str, Any] = {"name": f"{PREFIX}{morning}", "due_at": _moment(morning, at), "done_at": None}
    session.execute(insert(DueTask).values(row).on_conflict_do_nothing(index_elements=["name"]))


def _moment(morning: date, at: time) -> datetime:
    return datetime.combine(morning, at, SHANGHAI)


def _claim(session: Session, now: datetime) -> list[DueTask]:
    """The mornings that have come, the oldest first, claimed by this transaction."""
    claimed = session.scalars(
        update(DueTask)
        .where(DueTask.name.startswith(PREFIX), DueTask.done_at.is_(None), DueTask.due_at <= now)
        .values(done_at=now)
        .returning(DueTask)
    ).all()
    return sorted(claimed, key=lambda one: one.due_at)


def _send(session: Session, task: DueTask, now: datetime) -> None:
    morning = date.fromisoformat(task.name.removeprefix(PREFIX))
    is_late = now - task.due_at > PUNCTUAL
    said = f"（迟发，截至 {moment(now, now)}）" if is_late else ""
    queue(
        session,
        kind="brief",
        duty="leadership",
        unit_id=None,
        subject=f"【晨报】{day(morning)}{said}",
        lines=lines(session, now),
        now=now,
        occasion=task.name,
        link="/",
    )
    audit.record(session, "brief", "due_task", task.name, by=audit.MACHINE, now=now, late=is_late)
