"""/wall/stream: tells a screen that something changed; ends when its token is revoked."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from dashboard.pages.stream import stream, told
from dashboard.pages.wall.show import is_let_in
from dashboard.queries.changes import Changes
from dashboard.site import Site
from dashboard.visit import open_visit


async def follow(site: Site, request: Request) -> Response:
    """The stream for whoever may see the wall."""
    visit = await run_in_threadpool(open_visit, site, request, FormData())
    if not await run_in_threadpool(is_let_in, visit):
        return Response(status_code=401)
    changes = Changes(None, told(request, visit.seen))

    def look() -> bool | None:
        if not is_let_in(open_visit(site, request, FormData())):
            return None
        with site.database.read() as session:
            return changes.look(session)

    return stream(site, changes, look)
