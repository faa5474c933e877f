"""登记休假、外出与委托, 销假."""

from starlette.responses import Response

from dashboard.access import NotFound
from dashboard.pages.roster.show import moment
from dashboard.visit import Visit
from huiying.core.models import Absence
from responder.duty import absences
from responder.duty.members import find, members


def submit(visit: Visit) -> Response:
    """Record who is away or delegates, from when to when, and who stands in."""
    with visit.write() as session:
        people = members(session)
        deputy = visit.field("deputy")
        absences.enter(
            session,
            person=find(people, visit.field("person")),
            deputy=find(people, deputy) if deputy else None,
            kind=visit.field("kind"),
            starts_at=moment(visit, "starts_at", "开始时间"),
            ends_at=moment(visit, "ends_at", "结束时间"),
            reason=visit.field("reason"),
            powers=visit.fields("powers"),
            by=visit.user,
            now=visit.now,
        )
    return visit.to("/roster?did=absence#away")


def end(visit: Visit) -> Response:
    """The person is back, or the delegation is withdrawn."""
    with visit.write() as session:
        record = session.get(Absence, visit.number("absence"))
        if record is None:
            raise NotFound("没有这条记录")
        absences.end(session, record, by=visit.user, now=visit.now)
    return visit.to("/roster?did=end#away")
