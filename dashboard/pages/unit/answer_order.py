"""督办回复 from the unit's own page."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.unit.show import done
from dashboard.queries.calling import chosen
from dashboard.visit import Visit
from responder.verbs.answer_order import answer_order


def submit(visit: Visit) -> Response:
    """The written reply that a supervision order owes."""
    with visit.write() as session:
        order = access.find_order(session, visit.actor, visit.number("order"))
        name = chosen(session, visit.field("absence"))
        said = visit.field("text")
        answer_order(session, order, text=said, by=visit.actor, now=visit.now, in_the_name_of=name)
    return done(visit, "answer_order")
