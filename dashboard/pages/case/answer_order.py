"""督办回复."""

from starlette.responses import Response

from dashboard import access
from dashboard.access import NotFound
from dashboard.pages.case.show import done
from dashboard.queries.calling import chosen
from dashboard.visit import Visit
from responder.verbs.answer_order import answer_order


def submit(visit: Visit) -> Response:
    """The written reply that a supervision order owes."""
    with visit.write() as session:
        order = access.find_order(session, visit.user, visit.number("order"))
        if order.case_id != visit.number("case"):
            raise NotFound("这份督办单不属于本事项")
        name = chosen(session, visit.field("absence"))
        said = visit.field("text")
        answer_order(session, order, text=said, by=visit.user, now=visit.now, in_the_name_of=name)
    return done(visit, "answer_order")
