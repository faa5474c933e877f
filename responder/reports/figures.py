"""What a weekly report says: figures and lines, no sentence and no layout.

Lengths of time are in seconds, shares 0–1 (None where there is nothing to share), moments aware.
Everything is as it was known at `as_of`, the end of the week or the moment of making where the week
has not ended; only the health of sources is that of `made_at`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure, and the same for the week before."""

    this: int
    before: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one kind; `code` is the machine's name, `name` what a person reads."""

    code: str
    name: str
    count: Compared


@dataclass(frozen=True, slots=True)
class PostFigures:
    """Posts by the moment of detection. `relevant` ones are those that topic and sentiment count.

    `archived` are imported history, which is in no other figure; `set_aside` could not be analysed.
    """

    found: Compared
    relevant: Compared
    archived: int
    set_aside: int
    channels: tuple[Count, ...]
    topics: tuple[Count, ...]
    sentiments: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a post, word for word, with the post and the source that it comes from."""

    text: str
    post_id: int
    source: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class EventLine:
    """A happening of the week; `size` is its posts of this week, `heat` its highest in this week. `gist` is
    one line, `account` up to three sentences, both in the posts' own words."""

    event_id: int
    title: str
    size: int
    heat: float
    tier: int | None
    tier_name: str
    unit: str | None
    first_at: datetime
    why: tuple[str, ...]
    gist: str = ""
    account: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """A case that is open with a clock that has run out; the clock that is longest overdue."""

    case_id: int
    number: str
    title: str
    milestone: str
    holder: str
    due_at: datetime
    late_seconds: int


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """Cases but archived ones. `open` and `overdue` as of the end, `overdue` a part of `open`."""

    opened: Compared
    closed: Compared
    open: Compared
    overdue: int
    held: int
    kinds: tuple[Count, ...]
    longest_overdue: tuple[OverdueLine, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Clocks decided: met in time and missed; `rate` is met ÷ decided."""

    decided: int
    met: int
    missed: int
    rate: float | None

    @classmethod
    def of(cls, met: int, missed: int) -> Self:
        return cls(met + missed, met, missed, round(met / (met + missed), 4) if met + missed else None)


@dataclass(frozen=True, slots=True)
class TallyLine:
    """One unit or milestone: all its clocks, and those that were not born overdue."""

    name: str
    all: Tally
    without_born_overdue: Tally


@dataclass(frozen=True, slots=True)
class HeldSeconds:
    """The time from the anchor to the answer (or `as_of`), by who had the case.

    `unknown` is the time before detection, in which nobody could act; `paused` that in which the clock
    stood still.
    """

    unknown: int
    office: int
    unit: int
    clearer: int
    paused: int = 0


@dataclass(frozen=True, slots=True)
class Lateness:
    """One missed clock; `met_at` None where it had not been met by `as_of`."""

    case_id: int
    number: str
    title: str
    milestone: str
    holder: str
    basis: str
    due_at: datetime
    met_at: datetime | None
    late_seconds: int
    born_overdue_seconds: int
    held: HeldSeconds


@dataclass(frozen=True, slots=True)
class Timeliness:
    """On-time rate over the clocks decided in the week (domain.md, "On-time rate, over clocks").

    A clock is decided once: when it ended, or when it fell due, whichever came first. Superseded ones
    are in no rate; `superseded_overdue` of them had run out before.
    """

    all: Tally
    born_overdue: int
    without_born_overdue: Tally
    before: Tally
    superseded: int
    superseded_overdue: int
    units: tuple[TallyLine, ...]
    milestones: tuple[TallyLine, ...]
    latenesses: tuple[Lateness, ...]


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A supervision order (督办单) that has no reply yet."""

    number: str
    case_id: int
    case_number: str
    unit: str
    issued_at: datetime
    reply_due_at: datetime
    reply_overdue: bool


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal that waits for a leader's decision."""

    proposal_id: int
    kind: str
    name: str
    case_id: int
    case_number: str
    unit: str
    summary: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class Accountability:
    """督办与问责: `orders` issued, `unanswered` ones, `proposals` made, `awaiting` ones, decisions."""

    orders: Compared
    replies_overdue: int
    unanswered: tuple[OrderLine, ...]
    proposals: Compared
    awaiting: tuple[ProposalLine, ...]
    decisions: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class PublicationFigures:
    """What was published in the week; `unproven` ones have no evidence yet and count for nothing."""

    published: Compared
    unproven: int
    kinds: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class NoticeFigures:
    """Notices delivered and given up in the week, and those that waited at its end."""

    sent: Compared
    failed: Compared
    pending: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source that is not healthy, since when and why."""

    name: str
    state: str
    state_name: str
    since: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """The sources that are watched, by health, when the report was made."""

    watched: int
    healthy: int
    degraded: int
    silent: int
    failing: int
    troubled: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class WeeklyReport:
    """One week. `complete` where the whole week lies behind `as_of`; `audit_head` seals what was known."""

    week: str
    title: str
    start: datetime
    end: datetime
    as_of: datetime
    complete: bool
    made_at: datetime
    posts: PostFigures
    events: tuple[EventLine, ...]
    cases: CaseFigures
    timeliness: Timeliness
    accountability: Accountability
    publications: PublicationFigures
    notices: NoticeFigures
    sources: SourceFigures
    audit_head: str

    def as_json(self) -> dict[str, Any]:
        """Plain data that JSON holds; `from_json` gives the same report back."""
        data: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "WeeklyReport":
        """The report from stored data. Raises pydantic.ValidationError where it is not one."""
        return _ADAPTER.validate_python(data)


_ADAPTER = TypeAdapter(WeeklyReport)
