"""改派."""

from typing import Any

from starlette.responses import Response

from dashboard.pages.case.deed import on_case, planning, the_unit, units
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.transfer import transfer


def submit(visit: Visit) -> Response:
    """Take the case from its unit and give it to another."""
    with on_case(visit) as (session, case):
        lead = the_unit(session, visit.field("lead"), "新的牵头单位")
        helping = [unit for unit in units(session, visit.fields("supporting")) if unit != lead]
        said: dict[str, Any] = {"lead": lead, "supporting": helping, "reason": visit.field("reason")}
        transfer(session, case, **said, **planning(visit))
    return done(visit, "transfer")
