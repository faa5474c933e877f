"""误报并静默."""

from starlette.responses import Response

from dashboard.pages.case.deed import on_case, planning
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.mute import mute


def submit(visit: Visit) -> Response:
    """Close the case as a false alarm and mute its event."""
    with on_case(visit) as (session, case):
        mute(session, case, reason=visit.field("reason"), **planning(visit))
    return done(visit, "mute")
