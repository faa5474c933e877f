"""One proposal with its evidence, and what may be done on it."""

from starlette.responses import Response

from dashboard import access
from dashboard.queries import accountability
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError
from responder.duty.signing import delegated
from responder.verbs.account import side_is_open

DONE = {
    "find_harm": "已认定严重后果，并据此提出问责建议",
    "state_side": "陈述已提交",
    "waive_side": "已登记该单位未作陈述",
    "decide": "决定已记录，不可更改；更正须另作新的记录",
    "correct_decision": "更正已记录，现行决定以此为准；原决定仍保留在案",
}


def show(visit: Visit) -> Response:
    """The proposal as it stands; `did` names what was just done."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The proposal with the refusal above it and the entered text kept."""
    entered = {key: value for key, value in visit.form.items() if isinstance(value, str)}
    form = visit.request.url.path.rsplit("/", 1)[-1]
    return _page(visit, status, error=str(error), entered=entered, entered_form=form)


def done(visit: Visit, proposal_id: int, deed: str) -> Response:
    """To the proposal, which then says what was done."""
    return visit.to(f"/accountability/{proposal_id}?did={deed}")


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
        file = accountability.proposal_file(session, visit.user, visit.number("proposal"))
        proposal = file.line.proposal
        own_line = access.is_own_line(session, visit.user, proposal.unit_id)
        side_open = side_is_open(session, proposal, visit.now)
        names = delegated(session, visit.user, "decide", visit.now)
    return visit.page(
        "proposal.html",
        status,
        file=file,
        line=file.line,
        own_line=own_line,
        side_open=side_open,
        in_whose_names=names,
        said=said,
        error=error,
        entered=entered or {},
        entered_form=entered_form,
    )
