"""值班台: what waits for me, the day's figures, hot events, the week's trend, unwell sources."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from dashboard import access, park
from dashboard.access import NotFound
from dashboard.queries import desk, notices, overdue, places, roster, sources, timeliness
from dashboard.queries.waiting import waiting
from dashboard.visit import Visit
from responder.duty import brief
from responder.reports.week import Period

MOST_SOURCES = 6
MOST_PLACES = 6
Part = Callable[[Session, Visit], dict[str, Any]]


def show(visit: Visit) -> Response:
    """The whole desk; a unit's people have a page of their own."""
    if not access.sees_all(visit.user):
        return visit.to("/unit")
    values: dict[str, Any] = {"tiers": desk.TIER_ROWS}
    with visit.read() as session:
        for part in _parts(visit):
            values |= PARTS[part](session, visit)
    return visit.page("desk.html", **values)


def part(visit: Visit) -> Response:
    """One live part, for a page that is open."""
    name = visit.request.path_params["part"]
    if name not in _parts(visit):
        raise NotFound("没有这一部分")
    with visit.read() as session:
        values = PARTS[name](session, visit)
    return visit.page(f"parts/{name}.html", tiers=desk.TIER_ROWS, **values)


def _parts(visit: Visit) -> list[str]:
    """A unit has no business with the park-wide parts."""
    return [name for name in PARTS if name in UNIT_PARTS or access.sees_all(visit.user)]


def _figures(session: Session, visit: Visit) -> dict[str, Any]:
    return {"figures": desk.figures(session, visit.user, visit.now)}


def _waiting(session: Session, visit: Visit) -> dict[str, Any]:
    return {"waiting": waiting(session, visit.user, visit.now)}


def _events(session: Session, visit: Visit) -> dict[str, Any]:
    return {"events": desk.hot_events(session, visit.user, visit.now)}


def _notices(session: Session, visit: Visit) -> dict[str, Any]:
    return {"notices": notices.lately(session, visit.now)}


def _trend(session: Session, visit: Visit) -> dict[str, Any]:
    return {"days": desk.trend(session, visit.now)}


def _places(session: Session, visit: Visit) -> dict[str, Any]:
    window = places.window(places.USUAL, visit.now)
    profile = park.read(visit.site.settings.home).profile
    found = places.ranking(session, profile, window.start, visit.now, most=MOST_PLACES)
    return {"places": found, "window": window}


def _units(session: Session, visit: Visit) -> dict[str, Any]:
    period = Period(visit.now - timeliness.PERIOD, visit.now)
    late = overdue.by_holder(session, visit.user, visit.now)
    return {"units": timeliness.by_holder(session, visit.user, [period]), "late_of": late}


def _sources(session: Session, visit: Visit) -> dict[str, Any]:
    unwell, well = sources.unwell(session)
    return {"unwell": unwell, "well": well, "most": MOST_SOURCES}


def _brief(session: Session, visit: Visit) -> dict[str, Any]:
    """The leadership's three lines, as they stand now."""
    return {"brief": brief.lines(session, visit.now) if visit.user.role == "leader" else []}


def _duty(session: Session, visit: Visit) -> dict[str, Any]:
    return {"posts": roster.posts_now(session, visit.now)}


PARTS: dict[str, Part] = {
    "duty": _duty,
    "brief": _brief,
    "figures": _figures,
    "waiting": _waiting,
    "events": _events,
    "notices": _notices,
    "trend": _trend,
    "places": _places,
    "units": _units,
    "sources": _sources,
}
UNIT_PARTS = ("figures", "waiting", "events")
