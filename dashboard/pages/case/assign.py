"""交办; also a change of the supporting units."""

from starlette.responses import Response

from dashboard.pages.case.deed import on_case, planning, the_unit, units
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.assign import assign


def submit(visit: Visit) -> Response:
    """Give the case to a lead unit and supporting ones."""
    with on_case(visit) as (session, case):
        lead = the_unit(session, visit.field("lead"), "牵头单位")
        helping = [unit for unit in units(session, visit.fields("supporting")) if unit != lead]
        note = visit.field("note") or None
        assign(session, case, lead=lead, supporting=helping, note=note, **planning(visit))
    return done(visit, "assign")
