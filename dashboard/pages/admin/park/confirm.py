"""核对无误: somebody has looked at the names and found them right."""

from starlette.responses import Response

from dashboard import park
from dashboard.queries.setting_up import PARK
from dashboard.visit import Visit
from huiying.core import audit


def submit(visit: Visit) -> Response:
    """Write down who looked."""
    with visit.write() as session:
        audit.record(session, "confirm", PARK, park.FILE, by=visit.user.name, now=visit.now)
    return visit.to("/admin/park?did=confirm")
