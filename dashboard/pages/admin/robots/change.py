"""保存: where a robot is, and whose it is."""

from starlette.responses import Response

from dashboard.pages.admin.robots.form import read_form
from dashboard.pages.admin.robots.show import done
from dashboard.queries import robots
from dashboard.visit import Visit
from responder.verbs.keep_robot import change_robot


def submit(visit: Visit) -> Response:
    """Store what the form says."""
    with visit.write() as session:
        robot = robots.find(session, visit.number("robot"))
        change_robot(session, robot, read_form(visit), by=visit.user, now=visit.now)
    return done(visit, "change")
