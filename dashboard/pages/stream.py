"""/events/stream: tells open pages that something changed, so that they fetch their parts anew.

It carries no content, so nothing can leak by it. The event's id is the newest audit entry's, so a browser
that reconnects (after a restart, too) hears at once whether it missed something.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from sqlalchemy import func, select
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dashboard.site import Site
from dashboard.untrusted import number
from dashboard.visit import open_visit
from huiying.core.models import AuditEntry

LOOK_SECONDS = 2.0
LOOKS = 150  # then the browser reconnects, and who was signed out meanwhile is turned away


async def follow(site: Site, request: Request) -> Response:
    """The stream for a signed-in browser."""
    visit = await run_in_threadpool(open_visit, site, request, FormData())
    if visit.signed_in is None:
        return Response(status_code=401)
    told = request.headers.get("last-event-id") or request.query_params.get("seen", "")
    start = number(told)
    return StreamingResponse(
        _changes(site, visit.seen if start is None else start),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def _changes(site: Site, seen: int) -> AsyncIterator[str]:
    yield f"retry: 3000\nid: {seen}\n\n"
    for _ in range(LOOKS):
        newest = await run_in_threadpool(_newest, site)
        if newest != seen:
            seen = newest
            yield f"event: changed\nid: {seen}\ndata: {seen}\n\n"
        else:
            yield ": still here\n\n"
        if await _stops(site):
            return


async def _stops(site: Site) -> bool:
    """Wait for the next look; True at once when the server ends."""
    with suppress(TimeoutError):
        return await asyncio.wait_for(site.stopping.wait(), LOOK_SECONDS)
    return False


def _newest(site: Site) -> int:
    with site.database.read() as session:
        return session.scalar(select(func.max(AuditEntry.id))) or 0
