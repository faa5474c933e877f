"""重发."""

from starlette.responses import Response

from dashboard.visit import Visit
from responder.outbox.resend import resend


def submit(visit: Visit) -> Response:
    """Put the dead letter back into the queue."""
    with visit.write() as session:
        resend(session, visit.number("letter"), by=visit.user.name, now=visit.now)
    return visit.to("/admin/letters?did=resend")
