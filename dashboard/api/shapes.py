"""What the API answers, as typed shapes; moments in ISO 8601 with an offset, keys stable."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from dashboard.api.ingest import MOST_POSTS, PostIn


class PostsIn(BaseModel):
    """A batch of posts; each row is checked by itself, so one bad row stops no other."""

    posts: list[Any] = Field(
        min_length=1,
        max_length=MOST_POSTS,
        json_schema_extra={"items": PostIn.model_json_schema(ref_template="#/components/schemas/{model}")},
    )


class CorrectionIn(BaseModel):
    """What a person says of one part of a post's verdict."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"task": "topic", "right": "环境保护"}}
    )

    task: Literal["relevance", "topic", "sentiment", "tier", "unit"]
    right: str = Field(min_length=1, max_length=200)


class RowOut(BaseModel):
    """What became of one row, by its index in the batch."""

    index: int
    status: Literal["stored", "updated", "known", "rejected"]
    post: int | None
    errors: list[Mapping[str, str]] = []


class IngestOut(BaseModel):
    """The batch's result."""

    stored: int
    updated: int
    known: int
    rejected: int
    results: list[RowOut]


class PostOut(BaseModel):
    """A stored post with the short of its assessment; never its author."""

    id: int
    source: str
    key: str
    url: str | None
    channel: str
    title: str | None
    text: str | None
    published_at: datetime | None
    detected_at: datetime
    reposts: int | None
    comments: int | None
    likes: int | None
    dislikes: int | None
    views: int | None
    relevant: bool | None
    topic: str | None
    tier: int | None
    unit: str | None


class PostsOut(BaseModel):
    """A page of posts; `next` is the cursor of the one that follows, None at the end."""

    items: list[PostOut]
    next: str | None


class EventOut(BaseModel):
    """One event as lists give it."""

    id: int
    title: str
    keywords: list[str]
    places: list[str]
    size: int
    heat: float
    tier: int | None
    grade: int | None
    level: int | None
    topic: str | None
    unit: str | None
    first_at: datetime
    last_at: datetime
    detected_at: datetime
    occurred_at: datetime | None


class EventsOut(BaseModel):
    """A page of events, the newest first; `next` as with posts."""

    items: list[EventOut]
    next: str | None


class ClockOut(BaseModel):
    """One clock of a case."""

    id: int
    milestone: str
    holder: str
    unit: str | None
    anchor: str
    anchor_at: datetime
    due_at: datetime
    met_at: datetime | None
    missed_at: datetime | None
    superseded_at: datetime | None
    provisional: bool
    born_overdue_seconds: int
    basis: str


class RunningClock(ClockOut):
    """A running clock with its case."""

    case: int
    number: str
    title: str


class ClocksOut(BaseModel):
    """A page of running clocks, the earliest due first; `next` as with posts."""

    items: list[RunningClock]
    next: str | None


class CaseOut(BaseModel):
    """One case as lists give it; with `ask_unit` the proposed unit is doubtful and a person decides."""

    id: int
    number: str
    kind: str
    title: str
    tier: int | None
    grade: int | None
    level: int | None
    topic: str | None
    appeal: str | None
    lead_unit: str | None
    proposed_unit: str | None
    ask_unit: bool
    archive: bool
    held: bool
    occurred_at: datetime | None
    detected_at: datetime
    opened_at: datetime
    opened_why: str
    closed_at: datetime | None


class DraftOut(BaseModel):
    """A draft and where it stands: written, submitted, cleared, sent_back, published, counted."""

    id: int
    kind: str
    title: str
    state: str
    publication: int | None


class ObjectionOut(BaseModel):
    """The lead unit's objection that awaits the press office's decision."""

    unit: str
    suggests: str | None
    reason: str
    at: datetime


class ReferralOut(BaseModel):
    """A report up or a referral out of the park; handed over once the receipt is on record."""

    id: int
    way: Literal["report_up", "refer_out"]
    receiver: str
    reason: str
    at: datetime
    received_as: str | None
    handed_at: datetime | None


class InstructionOut(BaseModel):
    """A leader's instruction and, once given, the unit's report on it."""

    id: int
    unit: str
    text: str
    given_by: str
    at: datetime
    report: str | None
    reported_at: datetime | None


class CaseDetail(CaseOut):
    """One case with its clocks, its drafts, its open objection and its tasks."""

    paused: bool
    referrals: list[ReferralOut]
    instructions: list[InstructionOut]
    clocks: list[ClockOut]
    drafts: list[DraftOut]
    objection: ObjectionOut | None


class CasesOut(BaseModel):
    """A page of cases, newest first; `next` as with posts."""

    items: list[CaseOut]
    next: str | None
