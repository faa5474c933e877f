"""立即采集: the source is visited in the next round."""

from starlette.responses import Response

from dashboard.pages.sources.show import done
from dashboard.queries import sources
from dashboard.visit import Visit
from responder.verbs.visit_source import visit_source


def submit(visit: Visit) -> Response:
    """Make the source due now."""
    with visit.write() as session:
        source = sources.find(session, visit.number("source"))
        visit_source(session, source, by=visit.user, now=visit.now)
    return done(visit, "visit")
