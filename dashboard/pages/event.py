"""事件: one event with its heat curve, its posts and its cases."""

from starlette.responses import Response

from dashboard.queries.events import event_file
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """The event; units reach theirs by the case."""
    with visit.read() as session:
        file = event_file(session, visit.number("event"), visit.now)
    return visit.page("event.html", file=file, event=file.event)
