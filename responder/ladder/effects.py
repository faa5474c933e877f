"""What a rung leaves (a missed clock, a supervision order, a proposal) and who hears of it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.models import Case, Clock, SupervisionOrder, Unit
from responder import casefile
from responder.accountability.evidence import bundle
from responder.accountability.faults import find_late
from responder.accountability.propose import propose
from responder.accountability.terms import of
from responder.clocks.keeper import milestone_name
from responder.clocks.plan import explain
from responder.clocks.policy import Ladder, Snapshot
from responder.numbering import next_number
from responder.outbox import queue
from responder.outbox.people import CLEARER, AddressBook
from responder.wording import moment, span

DUTY_OF_ROLE = {"press_office": "office", "general_office": "office"}


def leave(session: Session, clock: Clock, case: Case, rung: str, now: datetime) -> None:
    """Write what the rung leaves on the record."""
    if rung == "overdue":
        clock.missed_at = clock.missed_at or clock.due_at
        find_late(session, case, clock, now)
    elif rung == "supervision":
        _order(session, clock, case, now)
    elif rung == "interview":
        _propose_interview(session, clock, case, now)


def tell(
    session: Session, clock: Clock, case: Case, rung: str, now: datetime, book: AddressBook | None = None
) -> None:
    """Queue the rung's notice to everybody who hears of it."""
    book = book or AddressBook.read(session, now)
    unit = supervised(session, clock)
    ladder = Snapshot.of(clock.policy).ladder
    subject, lines = _words(session, clock, case, rung, unit, now)
    for role in _hears(ladder, rung):
        queue(
            session,
            kind=rung.split("_")[0],
            duty=_duty(clock, role),
            unit_id=unit.id if unit else None,
            subject=subject,
            lines=lines,
            now=now,
            occasion=rung,
            case=case,
            clock=clock,
            rung=rung,
            book=book,
        )


def _duty(clock: Clock, role: str) -> str:
    """Whoever is at the clearer's post is asked for a clearance, not the office's handler."""
    return CLEARER if clock.holder == "clearer" and role == "handler" else DUTY_OF_ROLE.get(role, role)


def supervised(session: Session, clock: Clock) -> Unit | None:
    """Whom the ladder asks: the unit that holds the clock, the office where nobody was assigned."""
    if clock.holder_unit_id is not None:
        return session.get(Unit, clock.holder_unit_id)
    return casefile.office_unit(session)


def _hears(ladder: Ladder, rung: str) -> list[str]:
    if rung.startswith("reminder"):
        return list(ladder.reminder.hears)
    hears = {
        "overdue": ladder.overdue.hears,
        "supervision": ladder.supervision.hears,
        "interview": ladder.interview.hears,
    }
    return list(hears[rung])


def _order(session: Session, clock: Clock, case: Case, now: datetime) -> None:
    unit = supervised(session, clock)
    ladder = Snapshot.of(clock.policy).ladder
    name = unit.name if unit else "新闻办"
    order = SupervisionOrder(
        number=next_number(session, "督", now),
        case_id=case.id,
        clock_id=clock.id,
        unit_id=unit.id if unit else None,
        text=(
            f"{name}：事项 {case.number}“{case.title}”的{milestone_name(clock)}应于"
            f"{moment(clock.due_at)}前完成，至今未完成。请立即办理，并书面说明延误原因和补救措施。"
        ),
        issued_at=now,
        reply_due_at=now + ladder.supervision.reply_within,
    )
    session.add(order)
    session.flush()
    audit.record(session, "supervise", "case", case.id, by=audit.MACHINE, now=now, order=order.number)


def _propose_interview(session: Session, clock: Clock, case: Case, now: datetime) -> None:
    unit = supervised(session, clock)
    name = unit.name if unit else "新闻办"
    late = span(now - clock.due_at)
    propose(
        session,
        case,
        kind="interview",
        unit_id=unit.id if unit else None,
        faults=["late"],
        summary=(
            f"{name}未按时完成事项 {case.number}“{case.title}”的{milestone_name(clock)}，"
            f"已超时 {late}，督办后仍未完成，建议约谈。"
        ),
        evidence=bundle(session, clock, case, now),
        by=audit.MACHINE,
        under=of(clock),
        now=now,
        clock=clock,
    )


def _words(
    session: Session, clock: Clock, case: Case, rung: str, unit: Unit | None, now: datetime
) -> tuple[str, list[str]]:
    name, what = (unit.name if unit else "新闻办"), milestone_name(clock)
    head = f"事项 {case.number}“{case.title}”，{name}承担的{what}"
    due = moment(clock.due_at)
    if rung.startswith("reminder"):
        left = span(clock.due_at - now)
        return f"【催办】{case.title}", [f"{head}还剩{left}，{due}到期。", explain(clock)]
    late = span(now - clock.due_at)
    if rung == "overdue":
        return f"【超时】{case.title}", [f"{head}已超时 {late}。", "请立即办理。", explain(clock)]
    if rung == "supervision":
        order = session.scalars(select(SupervisionOrder).where(SupervisionOrder.clock_id == clock.id)).one()
        said = f"督办单 {order.number}，请于{moment(order.reply_due_at)}前书面回复原因和补救措施。"
        return f"【督办】{case.title}", [f"{head}已超时 {late}。", said]
    return f"【提请约谈】{case.title}", [
        f"{head}已超时 {late}，督办后仍未完成，建议约谈。",
        "机器只提建议，是否约谈由领导决定。",
    ]
