"""/events/stream: tells open pages that something changed, so that they fetch their parts anew.

It carries no content, and a unit's stream keeps silent where nothing happened to its cases. The event's id
is the newest audit entry that it tells of, so a browser that comes back (after a restart, too) hears at once
whether it missed something.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dashboard.queries.changes import Changes
from dashboard.site import Site
from dashboard.untrusted import number
from dashboard.visit import open_visit

LOOK_SECONDS = 2.0
LOOKS = 150  # then the browser reconnects, and who was signed out meanwhile is turned away
RETRY_MILLISECONDS = 3000

Look = Callable[[], bool | None]


async def follow(site: Site, request: Request) -> Response:
    """The stream for a signed-in browser."""
    visit = await run_in_threadpool(open_visit, site, request, FormData())
    if visit.signed_in is None:
        return Response(status_code=401)
    changes = Changes(visit.user, told(request, visit.seen))

    def look() -> bool:
        with site.database.read() as session:
            return changes.look(session)

    return stream(site, changes, look)


def told(request: Request, otherwise: int) -> int:
    """What the browser was told last, by itself or by its page's address."""
    given = number(request.headers.get("last-event-id") or request.query_params.get("seen", ""))
    return otherwise if given is None else given


def stream(site: Site, changes: Changes, look: Look) -> Response:
    """An event for every look that finds a change; a look that gives None ends the stream."""
    return StreamingResponse(
        _events(site, changes, look),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def _events(site: Site, changes: Changes, look: Look) -> AsyncIterator[str]:
    yield f"retry: {RETRY_MILLISECONDS}\nid: {changes.seen}\n\n"
    for _ in range(LOOKS):
        changed = await run_in_threadpool(look)
        if changed is None:
            return
        yield (
            f"event: changed\nid: {changes.seen}\ndata: {changes.seen}\n\n" if changed else ": still here\n\n"
        )
        if await _stops(site):
            return


async def _stops(site: Site) -> bool:
    """Wait for the next look; True at once when the server ends."""
    with suppress(TimeoutError):
        return await asyncio.wait_for(site.stopping.wait(), LOOK_SECONDS)
    return False
