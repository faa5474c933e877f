"""All addresses, room by room. Permissions are named there and decided in dashboard.access."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from dashboard.api.routes import router as api
from dashboard.assets import FOLDER, VersionedFiles
from dashboard.pages import stream
from dashboard.pages.wall import stream as wall_stream
from dashboard.rooms import accountability, admin, cases, figures, gate, posts, roster, tasks
from dashboard.site import Site
from dashboard.visit import Page, endpoint

PAGES: tuple[Page, ...] = (
    *gate.PAGES,
    *tasks.PAGES,
    *posts.PAGES,
    *cases.PAGES,
    *figures.PAGES,
    *accountability.PAGES,
    *roster.PAGES,
    *admin.PAGES,
)


def add(app: FastAPI, site: Site) -> None:
    """Put the pages, the event stream, the static files and the API on the application."""

    async def follow(request: Request) -> Response:
        return await stream.follow(site, request)

    async def follow_on_wall(request: Request) -> Response:
        return await wall_stream.follow(site, request)

    app.router.routes.append(Route("/wall/stream", follow_on_wall))
    for page in PAGES:
        app.router.routes.append(Route(page.path, endpoint(site, page), methods=[page.method]))
    app.router.routes.append(Route("/events/stream", follow))
    app.router.routes.append(Mount("/static", VersionedFiles(directory=FOLDER)))
    app.include_router(api)
