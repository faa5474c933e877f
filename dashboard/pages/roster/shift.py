"""登记班次, 撤下班次."""

from datetime import timedelta

from starlette.responses import Response

from dashboard.access import NotFound
from dashboard.pages.roster.show import moment
from dashboard.visit import Visit
from huiying.core.clock import local
from huiying.core.errors import Refused
from huiying.core.models import Shift, User
from responder.duty.roster import Planned, put_on, require_keeper, take_off

MOST_DAYS = 31


def submit(visit: Visit) -> Response:
    """Put somebody on the roster, for one day or the same hours of several days."""
    with visit.write() as session:
        require_keeper(visit.user)
        user = session.get(User, _number(visit, "user", "人员"))
        if user is None:
            raise Refused("没有这个人员，请从名单中选择")
        starts, ends = moment(visit, "starts_at", "开始时间"), moment(visit, "ends_at", "结束时间")
        days = _number(visit, "days", "连续天数") if visit.field("days") else 1
        if not 1 <= days <= MOST_DAYS:
            raise Refused(f"连续天数须在 1 到 {MOST_DAYS} 之间")
        planned = [
            Planned(
                visit.field("post"),
                user,
                starts + timedelta(days=n),
                ends + timedelta(days=n),
                visit.field("phone"),
            )
            for n in range(days)
        ]
        put_on(session, planned, by=visit.user.name, now=visit.now)
    return visit.to(f"/roster?did=shift&week={local(starts):%Y-%m-%d}")


def drop(visit: Visit) -> Response:
    """Take a shift off, with a reason."""
    with visit.write() as session:
        shift = session.get(Shift, visit.number("shift"))
        if shift is None:
            raise NotFound("没有这个班次")
        take_off(session, shift, reason=visit.field("reason"), by=visit.user, now=visit.now)
    return visit.to("/roster?did=drop")


def _number(visit: Visit, name: str, said: str) -> int:
    text = visit.field(name)
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Refused(f"请填写{said}")
    return int(text)
