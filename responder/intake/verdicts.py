"""Writing down what the machine says of events: verdict, tier and its history, a point of the heat curve."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from analysis.happening import EventAssessment
from huiying.core.models import Event, HeatReading
from responder.intake import tiers


def write(
    session: Session, events: Mapping[str, Event], verdicts: Mapping[str, EventAssessment], now: datetime
) -> None:
    """Keep each verdict on its event (both by key), in the caller's transaction."""
    if not verdicts:
        return
    tiers.record(session, events, verdicts, now)
    for key, verdict in verdicts.items():
        _judge(events[key], verdict, now)
    session.flush()
    _read_heat(session, [events[key] for key in verdicts], now)


def _judge(event: Event, verdict: EventAssessment, now: datetime) -> None:
    """What the machine says of the event now. The tier is the work of `tiers`."""
    event.grade, event.level = verdict.grade, verdict.level
    event.topic, event.unit = verdict.topic, verdict.unit or None
    event.heat, event.verdict, event.assessed_at = verdict.heat, asdict(verdict), now
    if event.peak_at is None or verdict.heat > event.peak_heat:
        event.peak_heat, event.peak_at = verdict.heat, now


def _read_heat(session: Session, judged: list[Event], now: datetime) -> None:
    """One point of each event's curve; a second verdict of the same moment replaces the first."""
    ids = [event.id for event in judged]
    same_moment = delete(HeatReading).where(HeatReading.at == now, HeatReading.event_id.in_(ids))
    session.execute(same_moment.execution_options(synchronize_session=False))
    rows = [{"event_id": e.id, "at": now, "heat": e.heat, "posts": e.size} for e in judged]
    session.execute(insert(HeatReading), rows)
