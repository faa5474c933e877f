"""保存: the unit and its people."""

from starlette.responses import Response

from dashboard.pages.admin.units.form import read_people, read_unit
from dashboard.pages.admin.units.show import done
from dashboard.queries.units import find
from dashboard.visit import Visit
from responder.verbs.keep_unit import change_unit


def submit(visit: Visit) -> Response:
    """Store what the form says."""
    with visit.write() as session:
        unit = find(session, visit.number("unit"))
        change_unit(session, unit, read_unit(visit), read_people(visit), by=visit.user, now=visit.now)
    return done(visit, "change")
