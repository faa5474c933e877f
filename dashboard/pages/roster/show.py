"""值班表; also where a refused form ends up, with what was entered."""

from datetime import datetime

from starlette.responses import Response

from dashboard import access
from dashboard.queries import roster
from dashboard.visit import Visit
from huiying.core import clock
from huiying.core.errors import BadInput, HuiyingError
from responder.duty.words import ABSENCES, POSTS, POWERS

DONE = {
    "shift": "班次已登记",
    "drop": "班次已撤下，原记录保留",
    "absence": "已登记；其间通知发给代理人，并写明代谁、因何",
    "end": "已销假（撤回），通知即刻恢复发给本人",
}


def show(visit: Visit) -> Response:
    """The week as it stands; `did` names what was just done."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The week with the refusal above it and the entered form still filled in."""
    entered = {key: value for key, value in visit.form.items() if isinstance(value, str)}
    form = visit.request.url.path.rsplit("/", 1)[-1]
    return _page(visit, status, error=str(error), entered=entered, entered_form=form)


def moment(visit: Visit, name: str, said: str) -> datetime:
    """A moment of the form. Raises BadInput."""
    try:
        return clock.parse(visit.field(name))
    except ValueError as error:
        raise BadInput(f"请填写{said}，用日历选择日期和时刻") from error


def _page(
    visit: Visit,
    status: int,
    *,
    said: str = "",
    error: str = "",
    entered: dict[str, str] | None = None,
    entered_form: str = "",
) -> Response:
    with visit.read() as session:
        people, deputies = roster.choices(session, visit.user)
        values = {
            "posts": roster.posts_now(session, visit.now),
            "away": roster.away(session, visit.user, visit.now),
            "people": people,
            "deputies": deputies,
        }
        if access.sees_all(visit.user):
            monday = roster.monday_of(visit.asked("week"), visit.now)
            values |= {
                "week": roster.week(session, monday, visit.now),
                "officers": roster.officers(session),
                "handovers": roster.handovers(session),
            }
    return visit.page(
        "roster.html",
        status,
        said=said,
        error=error,
        entered=entered or {},
        entered_form=entered_form,
        post_names=POSTS,
        kinds=ABSENCES,
        powers=POWERS,
        chosen_powers=visit.fields("powers"),
        **values,
    )
