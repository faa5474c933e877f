"""报告批示办理情况 by a one-time link."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.unit.show import done
from dashboard.visit import Visit
from huiying.core.models import Instruction
from responder.verbs.instruct import report_back


def submit(visit: Visit) -> Response:
    """The unit's written report on a leader's instruction."""
    with visit.write() as session:
        case = access.find_case(session, visit.actor, visit.number("case"))
        given = session.get(Instruction, visit.number("instruction"))
        if given is None or (given.case_id, given.unit_id) != (case.id, visit.actor.unit_id):
            raise access.NotFound("没有这件批示，或者不是给您的单位的")
        report_back(
            session,
            given,
            report=visit.field("report"),
            by=visit.actor,
            policy=visit.site.policy,
            now=visit.now,
        )
    return done(visit, "report_back")
