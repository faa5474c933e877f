"""The case page; also where a refused form ends up, with what was entered."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.told import DONE, UNDO
from dashboard.queries.calling import callees, own_delegations
from dashboard.queries.case_file import case_file
from dashboard.queries.evaluation import index_of
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError
from responder.procedure.words import Verb


def show(visit: Visit) -> Response:
    """The case as it stands; `did` names what was just done."""
    did = visit.asked("did")
    return _page(visit, 200, said=DONE.get(did, ""), undo=UNDO.get(did))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The case with the refusal above it and the entered form still filled in."""
    entered = {key: value for key, value in visit.form.items() if isinstance(value, str)}
    form = visit.request.url.path.split("/", 3)[-1]
    return _page(visit, status, error=str(error), entered=entered, entered_form=form)


def done(visit: Visit, deed: str) -> Response:
    """Back to the case, which then says what was done."""
    return visit.to(f"/case/{visit.number('case')}?did={deed}")


def _page(
    visit: Visit,
    status: int,
    *,
    said: str = "",
    undo: Verb | None = None,
    error: str = "",
    entered: dict[str, str] | None = None,
    entered_form: str = "",
) -> Response:
    with visit.read() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        file = case_file(session, visit.user, case, visit.now)
        judged = index_of(session, case, visit.site.evaluation, visit.now)
        in_whose_names = own_delegations(session, visit.user, "acknowledge", visit.now)
        reply_names = own_delegations(session, visit.user, "answer_order", visit.now)
        callable_ = callees(session, case)
    return visit.page(
        "case.html",
        status,
        file=file,
        case=case,
        judged=judged,
        in_whose_names=in_whose_names,
        reply_names=reply_names,
        callees=callable_,
        said=said,
        undo=undo if undo in file.deeds.stand else None,
        error=error,
        entered=entered or {},
        entered_form=entered_form,
    )
