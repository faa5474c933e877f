"""群机器人: one row a robot, and the form for a new one."""

from starlette.responses import Response

from dashboard.pages.admin.robots.form import read_form
from dashboard.queries import robots
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError
from responder.verbs.keep_robot import add_robot


def show(visit: Visit) -> Response:
    """Every robot with its last test."""
    return _page(visit, 200)


def submit(visit: Visit) -> Response:
    """Add a robot, and go to where it is tested."""
    with visit.write() as session:
        robot = add_robot(session, visit.field("name"), read_form(visit), by=visit.user, now=visit.now)
        number = robot.id
    return visit.to(f"/admin/robots/{number}?did=add")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The list with the refusal above what was entered."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error=str(error))


def _page(visit: Visit, status: int, *, error: str = "") -> Response:
    with visit.read() as session:
        lines, units = robots.lines(session), robots.owners(session)
    entered = visit.form if error else {}
    return visit.page(
        "admin/robots.html",
        status,
        lines=lines,
        units=units,
        kinds=robots.KINDS,
        error=error,
        entered=entered,
    )
