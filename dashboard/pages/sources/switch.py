"""启用、停用: the source is switched on or off."""

from starlette.responses import Response

from dashboard.pages.sources.show import done
from dashboard.queries import sources
from dashboard.visit import Visit
from responder.verbs.switch_source import switch_source


def submit(visit: Visit) -> Response:
    """Switch the source to what the form says: `on` or `off`."""
    on = visit.field("to") == "on"
    with visit.write() as session:
        source = sources.find(session, visit.number("source"))
        switch_source(session, source, on=on, by=visit.user, now=visit.now)
    return done(visit, "on" if on else "off")
