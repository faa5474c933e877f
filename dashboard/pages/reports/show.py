"""One weekly report in the dashboard's frame."""

from markupsafe import Markup
from starlette.responses import Response

from dashboard import access
from dashboard.queries.reports import find_report
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError
from responder.reports.formats.html import body
from responder.reports.week import Week

DONE = {"annotate": "批注已写上", "sign_off": "已签发。数字和批注从此不再变动，摘要已记入审计链"}


def show(visit: Visit) -> Response:
    """The report, with the weeks beside it; `did` names what was just done."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The report with the refusal above it and the entered text kept."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error=str(error), entered=visit.field("text"))


def done(visit: Visit, deed: str) -> Response:
    """To the report, which then says what was done."""
    return visit.to(f"/reports/{visit.request.path_params['week']}?did={deed}")


def _page(visit: Visit, status: int, *, said: str = "", error: str = "", entered: str = "") -> Response:
    with visit.read() as session:
        line = find_report(session, visit.request.path_params["week"], visit.now)
    week = Week.parse(line.report.week)
    open_ = line.stored_at is not None and line.filed.signature is None
    return visit.page(
        "report.html",
        status,
        report=line.report,
        stored_at=line.stored_at,
        signature=line.filed.signature,
        body=Markup(body(line.filed)),
        previous=week.previous.name,
        following=week.next.name if week.next.start < visit.now else "",
        may_annotate=open_ and access.may(visit.user, "annotate"),
        may_sign=open_ and access.may(visit.user, "sign_off"),
        said=said,
        error=error,
        entered=entered,
    )
