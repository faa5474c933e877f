"""延期."""

from starlette.responses import Response

from dashboard.pages.case.deed import acting, on_case, own
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from huiying.core.models import Clock
from responder.verbs.extend import extend


def submit(visit: Visit) -> Response:
    """Give one running clock more time."""
    with on_case(visit) as (session, case):
        clock = own(session, case, Clock, visit.field("clock"), "没有这个时限")
        extend(session, clock, term=visit.field("term"), reason=visit.field("reason"), **acting(visit))
    return done(visit, "extend")
