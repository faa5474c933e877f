"""登记发布 on a phone, by a one-time link: where, when, and photos of it for a second person to look at."""

from starlette.responses import Response

from dashboard.pages.draft.publish import record_it
from dashboard.pages.unit.show import done
from dashboard.visit import Visit


def submit(visit: Visit) -> Response:
    """Record it; the press office confirms what no address proves."""
    return done(visit, "publish" if record_it(visit) else "publish_unproven")
