"""未送达: one row a dead letter, the newest first."""

from starlette.responses import Response

from dashboard.queries import letters
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError


def show(visit: Visit) -> Response:
    """The dead letters; `did` says that one was just put back."""
    said = "已重新放入待送队列，送达与否会在这里和事项页上显示" if visit.asked("did") else ""
    return _page(visit, 200, said=said)


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The list with the refusal above it."""
    return _page(visit, status, error=str(error))


def _page(visit: Visit, status: int, *, said: str = "", error: str = "") -> Response:
    with visit.read() as session:
        lines = letters.lines(session)
    return visit.page("letters.html", status, lines=lines, most=letters.MOST, said=said, error=error)
