"""One fault on record with the evidence as it stands now; serious harm beside it is found here."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.accountability.show import done
from dashboard.queries import accountability
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError
from responder.verbs.find_harm import find_harm_of


def show(visit: Visit) -> Response:
    """The fault."""
    return _page(visit, 200)


def submit(visit: Visit) -> Response:
    """Find serious harm beside it; the page of the proposal for accountability follows."""
    with visit.write() as session:
        fault = access.find_fault(session, visit.user, visit.number("fault"))
        proposal = find_harm_of(session, fault, text=visit.field("text"), by=visit.user, now=visit.now)
    return done(visit, proposal.id, "find_harm")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The fault with the refusal above it and the entered text kept."""
    return _page(visit, status, error=str(error), text=visit.field("text"))


def _page(visit: Visit, status: int, *, error: str = "", text: str = "") -> Response:
    with visit.read() as session:
        file = accountability.fault_file(session, visit.user, visit.number("fault"), visit.now)
    return visit.page("fault.html", status, file=file, line=file.line, error=error, text=text)
