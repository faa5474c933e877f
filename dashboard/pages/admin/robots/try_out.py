"""发送测试消息."""

from starlette.responses import Response

from dashboard.queries import robots
from dashboard.visit import Visit
from responder.outbox.trial import send_trial


def submit(visit: Visit) -> Response:
    """Send it now; the robot's page then shows what the receiver said."""
    number = visit.number("robot")
    with visit.read() as session:
        robots.find(session, number)
    send_trial(visit.site.database, number, by=visit.user, now=visit.now)
    return visit.to(f"/admin/robots/{number}#test-name")
