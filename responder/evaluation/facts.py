"""What the index is computed from: the records of one case, as plain data with their row ids."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

# The evaluation's own clock says nothing about how the case was handled.
NOT_JUDGED = "evaluation"
TAKEN_BACK = frozenset({"withdrawn", "improper"})


@dataclass(frozen=True, slots=True)
class ClockFact:
    """One clock that was not superseded."""

    id: int
    milestone: str
    holder: str
    unit_id: int | None
    anchor_at: datetime
    due_at: datetime
    met_at: datetime | None
    ended_at: datetime | None
    born_overdue: bool

    @property
    def in_time(self) -> bool:
        """Met by its due moment."""
        return self.met_at is not None and self.met_at <= self.due_at


@dataclass(frozen=True, slots=True)
class PublicationFact:
    """A publication whose evidence stood. `fault`: withdrawn, withdrawn as improper, or corrected after
    others pointed it out."""

    id: int
    kind: str
    published_at: datetime
    text: str
    rebuts_post_id: int | None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class ChasedFact:
    """A rung that told somebody of the clock: when it was recorded."""

    id: int
    clock_id: int
    rung: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReadingFact:
    """The event's heat (0-100) at one moment."""

    id: int
    at: datetime
    heat: float


@dataclass(frozen=True, slots=True)
class PostFact:
    """A post of the event; `original_id` is the post that it repeats, or itself."""

    id: int
    at: datetime
    negative: bool
    rumour: float
    original_id: int


@dataclass(frozen=True, slots=True)
class MessageFact:
    """A message whose sender is owed an answer."""

    id: int
    at: datetime
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class MarkFact:
    """How content a sender said to be when called back: 1 (not at all) to 5; `id` is the note's."""

    id: int
    mark: int


@dataclass(frozen=True)
class Facts:
    """One case as known at `as_of`; all moments aware. `chased` are the rungs of its answering clocks."""

    case_id: int
    number: str
    title: str
    kind: str
    unit_id: int | None
    detected_at: datetime
    closed_at: datetime | None
    as_of: datetime
    event_id: int | None = None
    peak_at: datetime | None = None
    clocks: tuple[ClockFact, ...] = ()
    publications: tuple[PublicationFact, ...] = ()
    chased: tuple[ChasedFact, ...] = ()
    readings: tuple[ReadingFact, ...] = ()
    posts: tuple[PostFact, ...] = ()
    messages: tuple[MessageFact, ...] = ()
    marks: tuple[MarkFact, ...] = ()

    @cached_property
    def standing(self) -> tuple[PublicationFact, ...]:
        """The publications that were not withdrawn: what was taken back answered nobody."""
        return tuple(one for one in self.publications if one.fault not in TAKEN_BACK)

    @cached_property
    def first_publication(self) -> PublicationFact | None:
        """The first that counts."""
        return min(self.standing, key=lambda one: (one.published_at, one.id), default=None)

    @cached_property
    def decided(self) -> tuple[ClockFact, ...]:
        """The clocks whose outcome is known: ended, or fallen due."""
        return tuple(
            clock
            for clock in self.clocks
            if clock.milestone != NOT_JUDGED and (clock.ended_at is not None or clock.due_at <= self.as_of)
        )

    def of_unit(self) -> "Facts":
        """The case as the lead unit answers for it: without the clocks that others held."""
        own = [one for one in self.clocks if one.holder == "unit" and one.unit_id == self.unit_id]
        return replace(self, clocks=tuple(own))


def ids(rows: Iterable[object]) -> tuple[int, ...]:
    """The row ids of facts."""
    return tuple(row.id for row in rows)  # type: ignore[attr-defined]
