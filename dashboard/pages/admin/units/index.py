"""单位与联系人: one row a unit, what is lacking first, and the form for a new one."""

from starlette.responses import Response

from dashboard import words
from dashboard.pages.admin.units.form import read_unit
from dashboard.queries import units
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError
from responder.verbs.keep_unit import add_unit


def show(visit: Visit) -> Response:
    """Every unit with who is reached there."""
    return _page(visit, 200)


def submit(visit: Visit) -> Response:
    """Add a unit, and go to where its people are written down."""
    with visit.write() as session:
        unit = add_unit(session, visit.field("name"), read_unit(visit), by=visit.user, now=visit.now)
        number = unit.id
    return visit.to(f"/admin/units/{number}?did=add")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The list with the refusal above what was entered."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error=str(error))


def _page(visit: Visit, status: int, *, error: str = "") -> Response:
    with visit.read() as session:
        lines = units.lines(session, visit.now)
    entered = visit.form if error else {}
    return visit.page(
        "admin/units.html",
        status,
        lines=lines,
        lacking=sum(not line.is_reached for line in lines),
        kinds=words.UNIT_KINDS,
        duties=words.DUTIES,
        error=error,
        entered=entered,
    )
