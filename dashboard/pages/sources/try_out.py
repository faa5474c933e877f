"""试取: the source is fetched once and nothing is stored."""

from starlette.responses import Response

from dashboard.pages.sources.form import door
from dashboard.pages.sources.show import tried
from dashboard.queries import sources
from dashboard.visit import Visit
from huiying.core import audit


def submit(visit: Visit) -> Response:
    """Fetch it now, outside any transaction; the page shows what came."""
    with visit.write() as session:
        source = sources.find(session, visit.number("source"))
        audit.record(session, "try_source", "source", source.id, by=visit.user.name, now=visit.now)
        session.flush()
        session.expunge(source)
    return tried(visit, door(visit).look(source))
