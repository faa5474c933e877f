"""拟定答复结论."""

from typing import Any

from starlette.responses import Response

from dashboard.pages.case.deed import acting, on_case
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.disclose import determine


def submit(visit: Visit) -> Response:
    """Record what the answer decides, and on what grounds."""
    with on_case(visit) as (session, case):
        said: dict[str, Any] = {name: visit.field(name) for name in ("outcome", "grounds")}
        determine(session, case, **said, **acting(visit))
    return done(visit, "determine")
