"""表彰: one commendation; a leader decides it here."""

from starlette.responses import Response

from dashboard import access
from dashboard.queries.commendations import commendation_file
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError
from responder.verbs.commend import decide_commendation
from responder.verbs.correct_decision import correct_commendation

DONE = {
    "decide": "决定已记录，不可更改；更正须另作新的记录",
    "correct": "更正已记录，现行决定以此为准；原决定仍保留在案",
}


def show(visit: Visit) -> Response:
    """The commendation as it stands."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def decide(visit: Visit) -> Response:
    """Grant it or not, with a reason."""
    with visit.write() as session:
        found = access.find_commendation(session, visit.user, visit.number("commendation"))
        granted, reason = visit.field("granted") == "yes", visit.field("reason")
        decide_commendation(session, found, granted=granted, reason=reason, by=visit.user, now=visit.now)
    return visit.to(f"/accountability/commendation/{visit.number('commendation')}?did=decide")


def correct(visit: Visit) -> Response:
    """The opposite of the decision in force, with a reason."""
    with visit.write() as session:
        found = access.find_commendation(session, visit.user, visit.number("commendation"))
        granted, reason = visit.field("granted") == "yes", visit.field("reason")
        correct_commendation(session, found, granted=granted, reason=reason, by=visit.user, now=visit.now)
    return visit.to(f"/accountability/commendation/{visit.number('commendation')}?did=correct")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The commendation with the refusal above it and the reason kept."""
    return _page(visit, status, error=str(error), reason=visit.field("reason"))


def _page(visit: Visit, status: int, *, said: str = "", error: str = "", reason: str = "") -> Response:
    with visit.read() as session:
        file = commendation_file(session, visit.user, visit.number("commendation"))
        own_line = access.is_own_line(session, visit.user, file.line.commendation.unit_id)
    return visit.page(
        "commendation.html",
        status,
        file=file,
        line=file.line,
        own_line=own_line,
        said=said,
        error=error,
        reason=reason,
    )
