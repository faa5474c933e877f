"""办理进展 from the unit's own page: what was done on the spot, with photos."""

from starlette.responses import Response

from dashboard import access, photos
from dashboard.pages.unit.show import done
from dashboard.visit import Visit
from responder.verbs.add_progress import add_progress


def submit(visit: Visit) -> Response:
    """Record it; the office hears of it."""
    pictures = photos.given(visit)
    with visit.write() as session:
        case = access.find_case(session, visit.actor, visit.number("case"))
        kept = photos.keep(session, pictures, by=visit.actor, now=visit.now)
        add_progress(session, case, text=visit.field("text"), by=visit.actor, now=visit.now, photos=kept)
    return done(visit, "progress")
