"""派单异议 from the unit's own page: one tap opens the form, the next sends it."""

from starlette.responses import Response

from dashboard.pages.case.object_to import record
from dashboard.pages.unit.show import done
from dashboard.visit import Visit


def submit(visit: Visit) -> Response:
    """Record the objection; the office decides on it."""
    record(visit)
    return done(visit, "object")
