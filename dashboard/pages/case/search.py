"""登记检索."""

from typing import Any

from starlette.responses import Response

from dashboard.pages.case.deed import acting, on_case
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.disclose import search


def submit(visit: Visit) -> Response:
    """Record where was looked, for what, and what was found."""
    with on_case(visit) as (session, case):
        said: dict[str, Any] = {name: visit.field(name) for name in ("places", "terms", "found")}
        search(session, case, **said, **acting(visit))
    return done(visit, "search")
