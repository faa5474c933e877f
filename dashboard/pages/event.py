"""事件: one event with its heat curve, its posts and its cases; the office may open a case of it."""

from starlette.responses import Response

from dashboard.access import NotFound
from dashboard.pages.case.deed import planning
from dashboard.pages.case.told import DONE
from dashboard.queries.events import event_file
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError
from huiying.core.models import Event
from responder.verbs.open_from_event import open_from_event


def show(visit: Visit) -> Response:
    """The event; units reach theirs by the case."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def open_case(visit: Visit) -> Response:
    """Open a case of the event; its page comes next."""
    with visit.write() as session:
        event = session.get(Event, visit.number("event"))
        if event is None:
            raise NotFound("没有这个事件")
        reason = visit.field("reason")
        case = open_from_event(session, event, reason=reason, **planning(visit))
    return visit.to(f"/case/{case.id}?did=open")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The event with the refusal above it."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error=str(error))


def _page(visit: Visit, status: int, *, said: str = "", error: str = "") -> Response:
    with visit.read() as session:
        file = event_file(session, visit.number("event"), visit.now)
    reason = visit.field("reason")
    return visit.page(
        "event.html", status, file=file, event=file.event, said=said, error=error, reason=reason
    )
