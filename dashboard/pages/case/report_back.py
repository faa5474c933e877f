"""报告批示办理情况."""

from starlette.responses import Response

from dashboard import access
from dashboard.access import NotFound
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from huiying.core.models import Instruction
from responder.verbs.instruct import report_back


def submit(visit: Visit) -> Response:
    """The unit's written report on an instruction."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        given = session.get(Instruction, visit.number("instruction"))
        if given is None or given.case_id != case.id:
            raise NotFound("这个事项没有这件批示")
        report_back(
            session,
            given,
            report=visit.field("report"),
            by=visit.user,
            policy=visit.site.policy,
            now=visit.now,
        )
    return done(visit, "report_back")
