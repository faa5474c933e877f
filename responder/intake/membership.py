"""Writing down which event each post belongs to, how the events now read and what is said of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from huiying.core.models import Event, EventPlace, EventPost, PostAssessment
from responder.intake import merging, revisits, verdicts
from responder.intake.placing import Placing
from responder.intake.summary import IntakeSummary

LONGEST_TITLE = 120


def store(session: Session, placing: Placing, now: datetime) -> IntakeSummary:
    """Write one batch, in the transaction that advanced the window."""
    events = _known(session, placing)
    new = _open(placing, events)
    _describe(placing, events)
    verdicts.note({events[key]: verdict for key, verdict in placing.verdicts.items()}, now)
    session.add_all(new)
    session.flush()
    _locate(session, placing, events)
    merged = merging.merge(session, placing, events, now)
    _join(session, placing, events, now)
    verdicts.record(session, {events[key]: verdict for key, verdict in placing.verdicts.items()}, now)
    _placed(session, placing, now)
    return IntakeSummary(placed=len(placing.posts), events=len(new), merged=merged)


def _known(session: Session, placing: Placing) -> dict[str, Event]:
    """The stored events that this batch touches, held until the transaction ends."""
    changes = placing.changes
    keys = {one.event_key for one in changes.joined} | {one.event_key for one in changes.described}
    keys |= {*placing.verdicts, *placing.final.keys(), *placing.final.values()}
    query = select(Event).where(Event.key.in_(keys)).order_by(Event.id).with_for_update()
    return {event.key: event for event in session.scalars(query)}


def _open(placing: Placing, events: dict[str, Event]) -> list[Event]:
    """The events that were opened and not merged away in the same batch."""
    new = [one for one in placing.changes.opened if one.event_key not in placing.final]
    for one in new:
        item = placing.posts[int(one.post_id)].item
        events[one.event_key] = Event(
            key=one.event_key,
            title=title_of(item.text.title, item.text.text),
            first_at=item.at,
            last_at=item.at,
            detected_at=item.detected_at,
            peak_heat=0.0,
        )
    return [events[one.event_key] for one in new]


def title_of(title: str | None, text: str | None) -> str:
    """A post's title, or the beginning of its text on one line."""
    line = " ".join((title or text or "").split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def _join(session: Session, placing: Placing, events: Mapping[str, Event], now: datetime) -> None:
    rows: list[dict[str, Any]] = []
    for one in placing.changes.joined:
        event = events[placing.stays(one.event_key)]
        item = placing.posts[int(one.post_id)].item
        event.detected_at = min(event.detected_at, item.detected_at)
        duplicate_of = int(one.duplicate_of) if one.duplicate_of else None
        rows.append(
            {
                "post_id": item.post_id,
                "event_id": event.id,
                "duplicate_of_id": duplicate_of,
                "joined_at": now,
            }
        )
    if rows:
        session.execute(insert(EventPost), rows)
        session.flush()
        revisits.plan(session, [row["post_id"] for row in rows], now)


def _describe(placing: Placing, events: Mapping[str, Event]) -> None:
    for one in placing.changes.described:
        if one.event_key in placing.final:
            continue
        event = events[one.event_key]
        event.title = title_of(one.title, None) or event.title
        event.keywords, event.places = list(one.keywords), list(one.places)
        event.first_at, event.last_at, event.size = one.first_at, one.last_at, one.size


def _locate(session: Session, placing: Placing, events: Mapping[str, Event]) -> None:
    """The places as rows, for whoever counts or asks by place."""
    keys = {one.event_key for one in placing.changes.described} - placing.final.keys()
    touched = [events[key] for key in sorted(keys)]
    session.execute(delete(EventPlace).where(EventPlace.event_id.in_([event.id for event in touched])))
    rows = [{"event_id": event.id, "place": place} for event in touched for place in set(event.places)]
    if rows:
        session.execute(insert(EventPlace), rows)


def _placed(session: Session, placing: Placing, now: datetime) -> None:
    statement = update(PostAssessment).where(PostAssessment.post_id.in_(list(placing.posts)))
    session.execute(statement.values(placed_at=now).execution_options(synchronize_session=False))
