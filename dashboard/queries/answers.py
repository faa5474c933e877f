"""回应用时: from the true anchor to the answer, for the milestones by which the public is answered."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.queries.timeliness import holder_key, visible
from huiying.core.models import Case, Clock, User
from responder.reports.week import Period

# A further word every so many hours has no anchor that somebody waits from.
ANSWERS = ("first_word", "explanation", "response", "reply", "interpretation", "disclosure")


@dataclass(frozen=True)
class AnswerTimes:
    """Answers given in a period: how many, and their median and ninth decile in wall-clock time."""

    count: int
    median: timedelta | None
    p90: timedelta | None

    @classmethod
    def of(cls, lengths: Iterable[timedelta]) -> "AnswerTimes":
        """From the time that each answer took."""
        ordered = sorted(lengths)
        return cls(len(ordered), _middle(ordered), _ninth_decile(ordered))


@dataclass(frozen=True)
class AnswersBy:
    """The answer times of all, and of each holder by the key of its group."""

    all: AnswerTimes
    holders: dict[str, AnswerTimes]


def answer_times(session: Session, user: User, period: Period) -> AnswersBy:
    """Over the answering clocks that were met in the period, whether in time or late."""
    query = (
        select(Clock.holder, Clock.holder_unit_id, Clock.anchor_at, Clock.met_at)
        .join(Case, Case.id == Clock.case_id)
        .where(Clock.milestone.in_(ANSWERS), Clock.superseded_at.is_(None), *visible(user))
        .where(Clock.met_at >= period.start, Clock.met_at < period.until)
    )
    found: dict[str, list[timedelta]] = {}
    for holder, unit_id, since, until in session.execute(query):
        if until is not None:
            found.setdefault(holder_key(holder, unit_id), []).append(_length(since, until))
    everything = [length for lengths in found.values() for length in lengths]
    return AnswersBy(AnswerTimes.of(everything), {key: AnswerTimes.of(one) for key, one in found.items()})


def _length(since: datetime, until: datetime) -> timedelta:
    """None was answered before it happened: a publication from before the anchor took no time."""
    return max(until - since, timedelta())


def _middle(ordered: Sequence[timedelta]) -> timedelta | None:
    """The median; of an even number the mean of the two in the middle."""
    if not ordered:
        return None
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _ninth_decile(ordered: Sequence[timedelta]) -> timedelta | None:
    """The shortest length that nine in ten did not exceed."""
    return ordered[math.ceil(0.9 * len(ordered)) - 1] if ordered else None
