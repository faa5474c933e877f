"""未送达的通知: what was to be said to whom, why it did not arrive, and whether somebody heard it instead."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import words
from huiying.core.models import Case, Notice
from responder.outbox.resend import dead_letters

MOST = 200


@dataclass(frozen=True)
class Letter:
    """A dead letter. `instead`: who got it another way, and how that stands; empty where nobody did."""

    notice: Notice
    case_title: str
    instead: list[str]

    @property
    def channel(self) -> str:
        """邮件, 短信, 钉钉."""
        return words.NOTICE_CHANNELS.get(self.notice.channel, self.notice.channel)


def lines(session: Session) -> list[Letter]:
    """The newest dead letters, up to MOST."""
    found = dead_letters(session, MOST)
    titles = _titles(session, {it.case_id for it in found if it.case_id is not None})
    instead = _instead(session, found)
    return [Letter(it, titles.get(it.case_id or 0, ""), instead.get(it.id, [])) for it in found]


def _titles(session: Session, ids: Collection[int]) -> dict[int, str]:
    query = select(Case.id, Case.title).where(Case.id.in_(ids))
    return {row[0]: row[1] for row in session.execute(query)}


def _instead(session: Session, found: Collection[Notice]) -> dict[int, list[str]]:
    """By dead letter: those that went another way, of the same case and occasion's time."""
    if not found:
        return {}
    oldest = min(it.id for it in found)
    query = select(Notice).where(Notice.id > oldest, Notice.detail["instead_of"].as_integer() >= oldest)
    ways: dict[int, list[str]] = {}
    for notice in session.scalars(query.order_by(Notice.id)):
        said = f"{notice.recipient}（{words.NOTICE_STATES[notice.state]}）"
        ways.setdefault(notice.detail["instead_of"], []).append(said)
    return ways
