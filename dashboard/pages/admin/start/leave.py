"""以后再设: administrators are no longer led here when they sign in."""

from starlette.responses import Response

from dashboard.queries.setting_up import LEFT, START
from dashboard.visit import Visit
from huiying.core import audit


def submit(visit: Visit) -> Response:
    """Write down who left it at that, and go to the desk."""
    with visit.write() as session:
        audit.record(session, LEFT, START, "1", by=visit.user.name, now=visit.now)
    return visit.to("/")
