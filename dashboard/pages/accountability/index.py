"""督办问责: the list."""

from starlette.responses import Response

from dashboard.queries import accountability
from dashboard.queries.commendations import commendations
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """Orders owed an answer, proposals awaiting a decision, the register."""
    with visit.read() as session:
        orders = accountability.orders(session, visit.user, visit.now)
        proposals = accountability.proposals(session, visit.user)
        praised = commendations(session, visit.user)
    return visit.page("accountability.html", orders=orders, proposals=proposals, praised=praised)
