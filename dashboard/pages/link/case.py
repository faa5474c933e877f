"""The one case behind a link: what is asked, by when, and the forms; nothing of any other case."""

from starlette.responses import Response

from dashboard import access, linked
from dashboard.pages.unit.show import DONE
from dashboard.queries.calling import own_delegations
from dashboard.queries.lead_unit import opened_why
from dashboard.queries.link import link_case
from dashboard.samples import SAMPLES
from dashboard.visit import Visit, shut
from huiying.core.errors import HuiyingError, Refused
from huiying.core.models import CaseLink
from responder.links.opening import leave as end_session
from responder.verbs.send_link_again import send_again


def show(visit: Visit) -> Response:
    """The case as it stands; `did` names what was just done."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The case with the refusal above it and the entered form still filled in."""
    entered = {key: value for key, value in visit.form.items() if isinstance(value, str)}
    form = visit.request.url.path.removeprefix("/link/")
    return _page(visit, status, error=str(error), entered=entered, entered_form=form)


def leave(visit: Visit) -> Response:
    """The browser is let in no longer: a borrowed phone is given back."""
    assert visit.linked is not None
    with visit.write() as session:
        end_session(session, session.get_one(CaseLink, visit.linked.link_id), now=visit.now)
    response = shut(visit, "已退出", 200)
    linked.drop_cookie(response, visit.number("case"))
    return response


def again(visit: Visit) -> Response:
    """Who was let in once and came too late has a fresh link sent to their own channels."""
    with visit.write() as session:
        link = linked.known(session, visit.request, visit.number("case"))
        if link is None:
            return shut(visit)
        try:
            send_again(session, link, visit.now)
        except Refused as error:
            return shut(visit, str(error), 409)
    return shut(visit, "已重新发送到您登记的手机或邮箱，请从新的通知打开", 200)


def _page(
    visit: Visit,
    status: int,
    *,
    said: str = "",
    error: str = "",
    entered: dict[str, str] | None = None,
    entered_form: str = "",
) -> Response:
    assert visit.linked is not None
    with visit.read() as session:
        case = access.find_case(session, visit.actor, visit.number("case"))
        signs = own_delegations(session, visit.linked.holder, "acknowledge", visit.now)
        replies = own_delegations(session, visit.linked.holder, "answer_order", visit.now)
        file = link_case(session, visit.linked.holder, case, visit.now)
    return visit.page(
        "link.html",
        status,
        **vars(file),
        case=case,
        opened_why=opened_why(case.opened_why, case.lead_unit_id),
        holder=visit.linked.holder,
        until=visit.linked.until,
        in_whose_names=signs,
        reply_names=replies,
        base="/link",
        samples=SAMPLES,
        said=said,
        did=visit.asked("did") if said else "",
        error=error,
        entered=entered or {},
        entered_form=entered_form,
        shows_phone=True,
    )
