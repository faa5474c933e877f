"""One stop of the guided path: leads to the page that it is about."""

from starlette.responses import Response

from dashboard import guided
from dashboard.access import NotFound
from dashboard.queries.guide import find
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """To the stop's page; the strip there says what is to be seen."""
    stops, number = guided.path(visit.site.demo, visit.user), visit.number("stop")
    if not 1 <= number <= len(stops):
        raise NotFound("导览没有这一站")
    stop = stops[number - 1]
    with visit.read() as session:
        address = find(session, visit.user, stop.page, visit.now)
    response = visit.to(f"{address}#{stop.place}" if stop.place else address)
    guided.remember(response, visit.user, number, secure=visit.site.is_https)
    return response
