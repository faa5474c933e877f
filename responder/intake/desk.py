"""What the opening rule needs at hand while it goes through a few posts, read once for all of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from huiying.core.models import Case, Event, Joining, Unit
from responder.clocks.policy import Policy


@dataclass(frozen=True, slots=True)
class ProposedUnit:
    """The unit that the machine proposes for the lead; `named` is what it said, should there be no such unit.
    With `ask` it is not sure enough."""

    unit: Unit | None
    named: str | None
    ask: bool


@dataclass(frozen=True)
class Desk:
    """One transaction's view: the events, their opinion cases and their open message cases."""

    session: Session
    policy: Policy
    now: datetime
    events: dict[int, Event]
    opinions: dict[int, list[Case]]
    messages: dict[int, list[Case]]
    units: dict[str, Unit]

    def proposal(self, name: str | None, *, ask: bool) -> ProposedUnit:
        """The unit of this name as the machine's proposal, where it is known and still there."""
        unit = self.units.get(name or "")
        return ProposedUnit(unit, name, ask and unit is not None)


def lay_out(session: Session, policy: Policy, now: datetime, event_ids: Iterable[int | None]) -> Desk:
    """The desk for posts of these events."""
    ids = sorted({event_id for event_id in event_ids if event_id is not None})
    events = {event.id: event for event in session.scalars(select(Event).where(Event.id.in_(ids)))}
    opinions: dict[int, list[Case]] = defaultdict(list)
    messages: dict[int, list[Case]] = defaultdict(list)
    cases = select(Case).where(Case.event_id.in_(ids), Case.kind.in_(("opinion", "message")))
    for case in session.scalars(cases.order_by(Case.id)):
        if case.kind == "opinion":
            opinions[case.event_id or 0].append(case)
        elif case.closed_at is None:
            messages[case.event_id or 0].append(case)
    for event_id, case in _joined(session, ids):
        known = opinions if case.kind == "opinion" else messages
        if case.closed_at is None and case not in known[event_id]:
            known[event_id].append(case)
    units = session.scalars(select(Unit).where(Unit.disabled_at.is_(None)))
    return Desk(session, policy, now, events, opinions, messages, {unit.name: unit for unit in units})


def _joined(session: Session, event_ids: list[int]) -> Iterable[tuple[int, Case]]:
    """Cases of other events into which cases of these events were put: they answer for them now."""
    former = aliased(Case)
    query = (
        select(former.event_id, Case)
        .join(Joining, Joining.case_id == former.id)
        .join(Case, Case.id == Joining.into_id)
        .where(former.event_id.in_(event_ids))
    )
    return [(event_id or 0, case) for event_id, case in session.execute(query)]
