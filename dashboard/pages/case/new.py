"""登记立项: a policy to interpret, a request for disclosure, a duty; what no post opens."""

from datetime import date, datetime

from starlette.responses import Response

from dashboard.pages.case.deed import chosen_unit, planning
from dashboard.queries.people import choosable_units
from dashboard.visit import Visit
from huiying.core import clock
from huiying.core.errors import BadInput, HuiyingError
from responder.verbs.open_by_hand import OPENED, open_by_hand


def show(visit: Visit) -> Response:
    """The empty form; `kind` in the address chooses the kind."""
    return _page(visit, 200)


def submit(visit: Visit) -> Response:
    """Open the case; its page comes next."""
    at, due_on = _moment(visit), _day(visit.field("due_on"))
    with visit.write() as session:
        case = open_by_hand(
            session,
            visit.field("kind"),
            title=visit.field("title")[:200],
            text=visit.field("text"),
            at=at,
            reference=visit.field("reference")[:200] or None,
            due_on=due_on if visit.field("kind") == "duty" else None,
            proposed_unit=chosen_unit(session, visit.field("unit")),
            **planning(visit),
        )
    return visit.to(f"/case/{case.id}?did=open")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The form as it was filled in, with what is wrong."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, str(error))


def _page(visit: Visit, status: int, error: str = "") -> Response:
    with visit.read() as session:
        units = choosable_units(session)
    entered = {key: value for key, value in visit.form.items() if isinstance(value, str)}
    asked = entered.get("kind") or visit.asked("kind")
    kind = asked if asked in OPENED else next(iter(OPENED))
    return visit.page(
        "case_new.html", status, kinds=OPENED, kind=kind, units=units, error=error, entered=entered
    )


def _moment(visit: Visit) -> datetime:
    try:
        return clock.parse(visit.field("at"))
    except ValueError as error:
        raise BadInput(f"起算的时间：{error}") from error


def _day(given: str) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise BadInput("截止日期写得不对，请用日历选择") from error
