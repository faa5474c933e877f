"""Texts told in public of decisions: each with who drafted, cleared and published it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from dashboard.access import NotFound
from dashboard.queries.people import Names
from huiying.core.models import Commendation, Proposal, PublicText, PublicTextClearance
from responder.accountability.public import NAMES
from responder.verbs.tell_public import texts_of


@dataclass(frozen=True)
class TextLine:
    """One text; `state` in words."""

    text: PublicText
    name: str
    drafter: str
    clearance: PublicTextClearance | None
    clearer: str
    publisher: str

    @property
    def state(self) -> str:
        """Where it stands."""
        if self.text.published_at:
            return "已公开"
        if self.clearance:
            return "已通过审查，待公开" if self.clearance.cleared else "已退回"
        return "待审查" if self.text.submitted_at else "草稿，待核对"


def text_lines(session: Session, of: Proposal | Commendation, names: Names) -> list[TextLine]:
    """The texts on a proposal or a commendation, the newest first."""
    return [_line(session, text, names) for text in texts_of(session, of)]


def find_text(session: Session, text_id: int) -> PublicText:
    """The text, or NotFound."""
    text = session.get(PublicText, text_id)
    if text is None:
        raise NotFound("没有这份文稿")
    return text


def text_line(session: Session, text_id: int) -> TextLine:
    """One text. Raises NotFound."""
    return _line(session, find_text(session, text_id), Names(session))


def _line(session: Session, text: PublicText, names: Names) -> TextLine:
    clearance = session.get(PublicTextClearance, text.id)
    return TextLine(
        text=text,
        name=NAMES[text.kind],
        drafter=names.account(text.drafter_id) if text.drafter_id else "",
        clearance=clearance,
        clearer=names.account(clearance.clearer_id) if clearance else "",
        publisher=names.person(text.published_by) if text.published_by else "",
    )
