"""来自哪些地方: places by how many posts come from them, over a window that stands in the address."""

from starlette.responses import Response

from dashboard import park
from dashboard.queries import places
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """The ranking; every number leads to its list."""
    window = places.window(visit.asked("days"), visit.now)
    profile = park.read(visit.site.settings.home).profile
    with visit.read() as session:
        found = places.ranking(session, profile, window.start, visit.now)
    return visit.page("places.html", places=found, window=window, days=places.DAYS)
