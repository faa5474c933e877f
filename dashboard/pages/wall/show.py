"""/wall: for a screen with its token, and for whoever reads the overview anyhow."""

from starlette.requests import Request
from starlette.responses import Response

from dashboard import access, assets, views
from dashboard.queries.wall import wall
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """The whole page; a look renews the cookie."""
    if not is_let_in(visit):
        return shut(visit, 403)
    with visit.read() as session:
        found = wall(session, visit.now)
    response = visit.page("wall.html", wall=found, build=build())
    if secret := visit.request.cookies.get(views.COOKIE):
        _note_seen(visit, secret)
        views.set_cookie(response, secret, secure=visit.site.is_https)
    return response


def part(visit: Visit) -> Response:
    """What changes on it. A screen that is no longer let in loads the page anew, which says why."""
    if not is_let_in(visit):
        return Response(status_code=403, headers={"HX-Refresh": "true"})
    with visit.read() as session:
        found = wall(session, visit.now)
    return visit.page("parts/wall.html", wall=found, build=build())


def is_let_in(visit: Visit) -> bool:
    """Whether the browser holds a screen's token, or somebody with the overview is signed in."""
    if visit.signed_in is not None and access.may(visit.user, "read_overview"):
        return True
    with visit.read() as session:
        return views.find(session, secret_of(visit.request)) is not None


def secret_of(request: Request) -> str:
    """The screen's secret, as its cookie brings it."""
    return request.cookies.get(views.COOKIE, "")


def shut(visit: Visit, status: int) -> Response:
    """What somebody in front of a screen has to know."""
    return visit.page("wall_shut.html", status)


def build() -> str:
    """Names the pages' version: a screen that stands for months loads itself anew after an upgrade."""
    return "".join(assets.address(name)[-12:] for name in ("app.js", "wall.css", "wall.js"))


def _note_seen(visit: Visit, secret: str) -> None:
    with visit.read() as session:
        view = views.find(session, secret)
    if view is None or not views.is_to_be_noted(view, visit.now):
        return
    with visit.write() as session:
        if found := views.find(session, secret):
            found.seen_at = visit.now
