"""登记电话通知."""

from datetime import datetime

from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from huiying.core import clock
from huiying.core.errors import BadInput, Refused
from responder.duty.phone import log_call


def submit(visit: Visit) -> Response:
    """Log a call as a notice: to whom, on which number, when, what was said, and whether it was answered."""
    if visit.field("reached") not in ("yes", "no"):
        raise Refused("请选择是否接通")
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        log_call(
            session,
            case,
            called=visit.field("called"),
            number=visit.field("number"),
            at=_moment(visit),
            said=visit.field("said"),
            reached=visit.field("reached") == "yes",
            unit_id=case.lead_unit_id,
            by=visit.user,
            now=visit.now,
        )
    return done(visit, "call")


def _moment(visit: Visit) -> datetime:
    text = visit.field("at")
    if not text:
        return visit.now
    try:
        return clock.parse(text)
    except ValueError as error:
        raise BadInput("通话时间写得不对，请用日历选择，或留空表示现在") from error
