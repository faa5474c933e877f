"""交接班: the open note or a new one, the earlier ones, and the two signatures."""

from starlette.responses import Response

from dashboard.access import NotFound
from dashboard.queries import handover as queries
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError
from huiying.core.models import Handover
from responder.duty.handover import hand_over, take_over


def index(visit: Visit) -> Response:
    """What is open now, to be handed over, and the earlier notes."""
    return _index(visit, 200)


def show(visit: Visit) -> Response:
    """One note as it was signed; made for paper too."""
    with visit.read() as session:
        record = session.get(Handover, visit.number("handover"))
        if record is None:
            raise NotFound("没有这份交接单")
        file = queries.file(session, record)
    return visit.page("handover.html", file=file, said=visit.asked("did"))


def submit(visit: Visit) -> Response:
    """The outgoing officer signs."""
    with visit.write() as session:
        record = hand_over(session, note=visit.field("note"), by=visit.user, now=visit.now)
        number = record.id
    return visit.to(f"/roster/handover/{number}?did=out")


def sign(visit: Visit) -> Response:
    """The incoming officer signs."""
    with visit.write() as session:
        record = session.get(Handover, visit.number("handover"))
        if record is None:
            raise NotFound("没有这份交接单")
        take_over(session, record, note=visit.field("note"), by=visit.user, now=visit.now)
    return visit.to(f"/roster/handover/{visit.number('handover')}?did=in")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The page with the refusal above it and the text kept."""
    return _index(visit, status, error=str(error), note=visit.field("note"))


def _index(visit: Visit, status: int, *, error: str = "", note: str = "") -> Response:
    with visit.read() as session:
        view = queries.index(session, visit.now)
    return visit.page("handovers.html", status, view=view, error=error, note=note)
