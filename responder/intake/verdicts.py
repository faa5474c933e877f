"""Writing down what the machine says of events: verdict, tier and its history, a point of the heat curve."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from analysis.happening import EventAssessment
from huiying.core.models import Event, HeatReading
from responder.intake import tiers

_FIELDS = tuple(field.name for field in fields(EventAssessment))

Verdicts = Mapping[Event, EventAssessment]


def note(verdicts: Verdicts, now: datetime) -> None:
    """What the machine says of these events now, but for the tier, which a person may have given."""
    for event, verdict in verdicts.items():
        event.grade, event.level = verdict.grade, verdict.level
        event.topic, event.unit = verdict.topic, verdict.unit or None
        event.occurred_at = event.occurred_at or verdict.occurred_at
        event.heat, event.verdict, event.assessed_at = verdict.heat, _plain(verdict), now
        if event.peak_at is None or verdict.heat > event.peak_heat:
            event.peak_heat, event.peak_at = verdict.heat, now


def _plain(verdict: EventAssessment) -> dict[str, Any]:
    """The verdict as JSON; by hand, as `asdict` copies deeply, ten times slower, in a write transaction."""
    plain = {name: getattr(verdict, name) for name in _FIELDS}
    plain["reasons"] = [
        {"factor": one.factor, "evidence": one.evidence, "points": one.points} for one in verdict.reasons
    ]
    plain["occurred_at"] = _iso(verdict.occurred_at)
    plain["summary"] = {
        "gist": verdict.summary.gist,
        "extract": [
            {"text": one.text, "post": one.post_id, "source": one.source, "at": _iso(one.at)}
            for one in verdict.summary.extract
        ],
    }
    plain["emergency"] = asdict(verdict.emergency) if verdict.emergency else None
    return plain


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def record(session: Session, verdicts: Verdicts, now: datetime) -> None:
    """The tiers and their history, and one point of each event's curve, of events that are stored."""
    if verdicts:
        tiers.record(session, verdicts, now)
        _read_heat(session, list(verdicts), now)


def _read_heat(session: Session, judged: list[Event], now: datetime) -> None:
    """One point of each event's curve; a second verdict of the same moment replaces the first."""
    ids = [event.id for event in judged]
    same_moment = delete(HeatReading).where(HeatReading.at == now, HeatReading.event_id.in_(ids))
    session.execute(same_moment.execution_options(synchronize_session=False))
    rows = [{"event_id": e.id, "at": now, "heat": e.heat, "posts": e.size} for e in judged]
    session.execute(insert(HeatReading), rows)
