"""并案."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.deed import on_case, planning
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from responder.verbs.join import join


def submit(visit: Visit) -> Response:
    """Put the case into another one, whose page then says what came of it."""
    with on_case(visit) as (session, case):
        key = number(visit.field("into"))
        if key is None:
            raise BadInput("请选择并入哪个事项")
        into = access.find_case(session, visit.user, key)
        join(session, case, into=into, reason=visit.field("reason"), **planning(visit))
    return visit.to(f"/case/{into.id}?did=join")
