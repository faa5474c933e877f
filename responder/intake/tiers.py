"""The history of events' tiers: every value that the machine or a person ever gave."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.happening import EventAssessment
from huiying.core.audit import MACHINE
from huiying.core.models import Event, EventTier

MOST_REASONS = 6
LONGEST = 500


def record(session: Session, verdicts: Mapping[Event, EventAssessment], now: datetime) -> None:
    """Keep the machine's tier of each event where it changed.

    An event whose tier a person gave keeps that one; the machine's stands in the history as a
    proposal.
    """
    history = latest(session, [event.id for event in verdicts])
    for event, verdict in verdicts.items():
        by_machine, by_person = history.get(event.id, (None, None))
        if (by_machine.tier if by_machine else None) != verdict.tier:
            session.add(_machine_tier(event.id, verdict, now))
        if by_person is None:
            event.tier = verdict.tier


def latest(session: Session, ids: Collection[int]) -> dict[int, tuple[EventTier | None, EventTier | None]]:
    """By event: the last tier that the machine gave, and the last that a person gave."""
    found: dict[int, tuple[EventTier | None, EventTier | None]] = {}
    query = select(EventTier).where(EventTier.event_id.in_(ids)).order_by(EventTier.id)
    for tier in session.scalars(query):
        machine, person = found.get(tier.event_id, (None, None))
        found[tier.event_id] = (tier, person) if tier.by == MACHINE else (machine, tier)
    return found


def graver(one: int | None, other: int | None) -> bool:
    """Whether the first tier is graver than the second; 1 is the gravest, none the least."""
    return one is not None and (other is None or one < other)


def _machine_tier(event_id: int, verdict: EventAssessment, now: datetime) -> EventTier:
    said = [f"{reason.factor}：{reason.evidence}" for reason in verdict.reasons[:MOST_REASONS]]
    return EventTier(
        event_id=event_id,
        at=now,
        tier=verdict.tier,
        grade=verdict.grade,
        level=verdict.level,
        by=MACHINE,
        reason="；".join(said)[:LONGEST] or "机器研判",
    )
