"""报告批示办理情况."""

from starlette.responses import Response

from dashboard.pages.case.deed import on_case, own, planning
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from huiying.core.models import Instruction
from responder.verbs.instruct import report_back


def submit(visit: Visit) -> Response:
    """The unit's written report on an instruction."""
    with on_case(visit) as (session, case):
        given = own(session, case, Instruction, visit.field("instruction"), "没有这件批示")
        report_back(session, given, report=visit.field("report"), **planning(visit))
    return done(visit, "report_back")
