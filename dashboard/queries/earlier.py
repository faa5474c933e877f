"""Decisions that a later one took the place of, as they are shown beside the one in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from dashboard import words
from dashboard.queries.people import Names
from responder.accountability.in_force import AnyDecision, AnyGrant
from responder.duty.signing import in_whose_name


@dataclass(frozen=True)
class Earlier:
    """A decision no longer in force."""

    result: str
    reason: str
    by: str
    at: datetime


def earlier_decisions(session: Session, made: Sequence[AnyDecision], names: Names) -> list[Earlier]:
    """All but the last, in the order in which they were made."""
    return [
        Earlier(words.MEASURES[one.measure], one.reason, signed(session, one, names), one.at)
        for one in made[:-1]
    ]


def earlier_grants(made: Sequence[AnyGrant], names: Names) -> list[Earlier]:
    """All but the last, in the order in which they were made."""
    return [Earlier(granted(one), one.reason, names.person(one.by), one.at) for one in made[:-1]]


def signed(session: Session, one: AnyDecision, names: Names) -> str:
    """Who decided, and in whose name."""
    return names.person(one.by) + in_whose_name(session, one.absence_id)


def granted(one: AnyGrant) -> str:
    """The decision on a commendation in a word."""
    return "表彰" if one.granted else "不予表彰"
