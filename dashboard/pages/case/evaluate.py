"""效果评估."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from huiying.core.errors import Refused
from responder.evaluation.record import MARKS
from responder.verbs.close import evaluate


def submit(visit: Visit) -> Response:
    """Record how the handling of a closed case is judged."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        evaluate(
            session,
            case,
            text=visit.field("text"),
            by=visit.user,
            now=visit.now,
            satisfaction=_mark(visit.field("satisfaction")),
            rules=visit.site.evaluation,
        )
    return done(visit, "evaluate")


def _mark(given: str) -> int | None:
    """The mark of the call back; none where nobody was called."""
    if not given:
        return None
    if given not in map(str, MARKS):
        raise Refused("回访满意度不在可选的范围内，请重新选择")
    return int(given)
