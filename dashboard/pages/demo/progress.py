"""How far the replay of the demo's week is, for pages that are open meanwhile."""

from starlette.responses import Response

from dashboard.access import NotFound
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """The live part of the banner."""
    if visit.site.demo is None:
        raise NotFound("没有这个页面")
    return visit.page("parts/demo_progress.html")
