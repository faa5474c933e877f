"""启用、停用: the robot is switched on or off."""

from starlette.responses import Response

from dashboard.pages.admin.robots.show import done
from dashboard.queries import robots
from dashboard.visit import Visit
from responder.verbs.keep_robot import switch_robot


def submit(visit: Visit) -> Response:
    """Switch the robot to what the form says: `on` or `off`."""
    on = visit.field("to") == "on"
    with visit.write() as session:
        robot = robots.find(session, visit.number("robot"))
        switch_robot(session, robot, on=on, by=visit.user, now=visit.now)
    return done(visit, "on" if on else "off")
