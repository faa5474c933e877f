"""添加信源."""

from starlette.responses import Response

from dashboard.sourcing import SourceForm, Sourcing
from dashboard.visit import Visit
from huiying.core import audit
from huiying.core.errors import HuiyingError, Refused


def show(visit: Visit) -> Response:
    """The form."""
    return _page(visit, 200)


def submit(visit: Visit) -> Response:
    """Add the source, which is due at once, and go to where it is tried out."""
    form = SourceForm(
        name=visit.field("name"),
        kind=visit.field("kind"),
        channel=visit.field("channel"),
        address=visit.field("address"),
        options=visit.field("options"),
        minutes=visit.field("minutes"),
        local=visit.field("local") == "yes",
        allow_private=visit.field("allow_private") == "yes",
    )
    with visit.write() as session:
        source = door(visit).add(session, form, visit.now)
        audit.record(session, "add_source", "source", source.id, by=visit.user.name, now=visit.now)
        number = source.id
    return visit.to(f"/admin/sources/{number}?did=add")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The form with the refusal above what was entered."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error=str(error))


def door(visit: Visit) -> Sourcing:
    """Who knows how to crawl. Raises Refused where the dashboard is served without."""
    if visit.site.sourcing is None:
        raise Refused("这里不能添加和试取信源，请在服务器上用 huiying sources add、sources check")
    return visit.site.sourcing


def _page(visit: Visit, status: int, *, error: str = "") -> Response:
    kinds = visit.site.sourcing.kinds() if visit.site.sourcing else {}
    entered = visit.form if error else {}
    return visit.page("admin/source_new.html", status, kinds=kinds, error=error, entered=entered)
