"""Leave the guided path."""

from starlette.responses import Response

from dashboard import guided
from dashboard.entrance import own_address
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """Back to where the visitor was, without the strip."""
    response = visit.to(own_address(visit.asked("back")))
    guided.forget(response)
    return response
