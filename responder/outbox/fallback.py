"""A dead letter's other way: the duty's next channel, or the office, once."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Case, Clock, Notice
from responder.links.issue import CONTACT
from responder.outbox.people import OFFICE, AddressBook
from responder.outbox.queue import RELAY, Letter, place

RELAYED = ".relay"
ONLY_OWN = "link"
"""The kind of a notice that is nobody else's: a link that its recipient asked for."""


def fall_back(session: Session, notice: Notice, now: datetime) -> list[Notice]:
    """Queue a failed notice to whoever is next; returns what was added.

    Nothing is added where the same people hear of the same occasion through a notice that did not
    fail, where this one was the office's already, or where nobody is left.
    """
    if notice.detail["occasion"].endswith(RELAYED):
        return []
    siblings = _siblings(session, notice)
    unheard = [label for label in notice.detail["asked"] if not _heard(label, siblings)]
    if not unheard:
        return []
    return _next(session, notice, unheard, now)


def _next(session: Session, notice: Notice, unheard: list[str], now: datetime) -> list[Notice]:
    """The person's next channel, the duty's next recipient without a notice of this occasion, the office."""
    letter = _letter(session, notice, now)
    book = AddressBook.read(session, now)
    if notice.kind == ONLY_OWN:
        return _own_other_way(session, book, letter, notice, "、".join(unheard))
    for recipient in book.next_ways(letter.duty, letter.unit_id, notice.recipient):
        placed = place(session, letter, recipient, "、".join(unheard), instead_of=notice.id)
        if placed:
            return [placed]
    return _to_the_office(session, book, letter, "、".join(unheard) + RELAY, notice.id)


def _own_other_way(
    session: Session, book: AddressBook, letter: Letter, notice: Notice, label: str
) -> list[Notice]:
    for recipient in book.ways_of(notice.detail[CONTACT]):
        if placed := place(session, letter, recipient, label, instead_of=notice.id):
            return [placed]
    return []


def _to_the_office(
    session: Session, book: AddressBook, letter: Letter, label: str, notice_id: int
) -> list[Notice]:
    # An occasion of its own: what the office was told of the first one may have gone out already.
    relay = replace(letter, occasion=letter.occasion + RELAYED)
    instead = [] if letter.duty == OFFICE else book.office()
    added = [place(session, relay, recipient, label, instead_of=notice_id) for recipient in instead]
    return [notice for notice in added if notice]


def _siblings(session: Session, notice: Notice) -> list[Notice]:
    """The other notices of the same occasion."""
    occasion = notice.detail["occasion"]
    prefix = f"{notice.case_id or '-'}:{notice.clock_id or '-'}:{occasion}:"
    query = select(Notice).where(Notice.key.startswith(prefix, autoescape=True), Notice.id != notice.id)
    return list(session.scalars(query))


def _heard(label: str, siblings: list[Notice]) -> bool:
    return any(label in other.detail["asked"] and other.state != "failed" for other in siblings)


def _letter(session: Session, notice: Notice, now: datetime) -> Letter:
    detail = notice.detail
    return Letter(
        notice.kind,
        detail["duty"],
        detail["unit_id"],
        notice.subject,
        tuple(detail["said"]),
        detail["occasion"],
        now,
        case=session.get(Case, notice.case_id) if notice.case_id else None,
        clock=session.get(Clock, notice.clock_id) if notice.clock_id else None,
        rung=notice.rung,
        link=notice.link,
    )
