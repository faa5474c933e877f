"""The lists of the API, each by key: posts, events, cases, clocks."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query

from dashboard import access
from dashboard.api import ingest
from dashboard.api.callers import Caller, needs
from dashboard.api.paging import USUAL, Cursor, Limit, by_id, id_of, moment_and_id, paged
from dashboard.api.shapes import CasesOut, ClocksOut, EventsOut, PostsOut
from dashboard.queries import api as queries
from dashboard.queries.posts.wanted import LONGEST_PLACE, Wanted
from dashboard.untrusted import LARGEST_ID

router = APIRouter()

Grade = Annotated[int | None, Query(ge=0, le=4, description="1 至 4；0 为没有")]
Id = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]
Day = Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


def _wanted(
    q: Annotated[str, Query(max_length=10_000, description="全文检索，与“信息”页相同")] = "",
    relevant: bool | None = None,
    source: Id = None,
    channel: ingest.Channel | None = None,
    topic: Annotated[str, Query(max_length=40)] = "",
    tier: Grade = None,
    level: Grade = None,
    sentiment: Literal["negative", "neutral", "positive"] | None = None,
    since: Day = None,
    until: Day = None,
    place: Annotated[str, Query(max_length=LONGEST_PLACE, description="所属事件提到的地点")] = "",
) -> Wanted:
    """The filter of the page as parameters; days are the park's, by when a post was received."""
    return Wanted(
        words=q,
        relevant="" if relevant is None else "yes" if relevant else "no",
        source=source,
        channel=channel or "",
        topic=topic,
        tier=tier,
        level=level,
        sentiment=sentiment or "",
        since=since,
        until=until,
        place=place,
    )


@router.get("/posts", response_model=PostsOut, summary="信息列表与检索")
def read_posts(
    caller: Annotated[Caller, Depends(needs("posts:read"))],
    wanted: Annotated[Wanted, Depends(_wanted)],
    order: Literal["oldest", "newest"] = "oldest",
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> dict[str, Any]:
    """In the order in which they were received. The words of `q` mean what they mean on the page."""
    access.require(caller.user, "read_overview")
    with caller.site.database.read() as session:
        rows = queries.posts(
            session, wanted, beyond=id_of(cursor), limit=limit + 1, oldest_first=order == "oldest"
        )
    return paged(rows, limit, by_id)


@router.get("/events", response_model=EventsOut, summary="事件列表")
def read_events(
    caller: Annotated[Caller, Depends(needs("events:read"))],
    tier: Grade = None,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> dict[str, Any]:
    """The newest first; merged events are left out."""
    access.require(caller.user, "read_overview")
    with caller.site.database.read() as session:
        rows = queries.events(session, tier=tier, before=id_of(cursor), limit=limit + 1)
    return paged(rows, limit, by_id)


@router.get("/cases", response_model=CasesOut, summary="事项列表")
def read_cases(
    caller: Annotated[Caller, Depends(needs("cases:read"))],
    cursor: Cursor = None,
    limit: Limit = USUAL,
    open: bool | None = None,  # noqa: A002 - the parameter's public name
) -> dict[str, Any]:
    """Newest first. A unit reads what it is party to."""
    with caller.site.database.read() as session:
        rows = queries.cases(session, caller.user, before=id_of(cursor), limit=limit + 1, is_open=open)
    return paged(rows, limit, by_id)


@router.get("/clocks", response_model=ClocksOut, summary="在走的时限")
def read_clocks(
    caller: Annotated[Caller, Depends(needs("cases:read"))], cursor: Cursor = None, limit: Limit = USUAL
) -> dict[str, Any]:
    """What is owed, the earliest due first. A unit reads its own clocks."""
    with caller.site.database.read() as session:
        rows = queries.clocks(session, caller.user, after=moment_and_id(cursor), limit=limit + 1)
    return paged(rows, limit, lambda row: [row["due_at"], row["id"]])
