"""停用、启用 a unit."""

from starlette.responses import Response

from dashboard.pages.admin.units.show import done
from dashboard.queries.units import find
from dashboard.visit import Visit
from responder.verbs.keep_unit import switch_unit


def submit(visit: Visit) -> Response:
    """Close the unit or open it again, as the form says: `off` or `on`."""
    on = visit.field("to") == "on"
    with visit.write() as session:
        switch_unit(session, find(session, visit.number("unit")), on=on, by=visit.user, now=visit.now)
    return done(visit, "on" if on else "off")
