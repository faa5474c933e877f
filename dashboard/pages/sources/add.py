"""添加信源."""

from starlette.responses import Response

from dashboard.pages.sources.form import door, read_form
from dashboard.sourcing import SourceForm
from dashboard.visit import Visit
from huiying.core import audit
from huiying.core.errors import HuiyingError

BLANK = SourceForm(name="", kind="site", channel="news", address="", minutes="10")


def show(visit: Visit) -> Response:
    """The form."""
    return _page(visit, 200)


def submit(visit: Visit) -> Response:
    """Add the source, which is due at once, and go to where it is tried out."""
    with visit.write() as session:
        source = door(visit).add(session, read_form(visit), visit.now)
        audit.record(session, "add_source", "source", source.id, by=visit.user.name, now=visit.now)
        number = source.id
    return visit.to(f"/admin/sources/{number}?did=add")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The form with the refusal above what was entered."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error=str(error))


def _page(visit: Visit, status: int, *, error: str = "") -> Response:
    kinds = visit.site.sourcing.kinds() if visit.site.sourcing else {}
    form = read_form(visit) if error else BLANK
    return visit.page("admin/source_new.html", status, kinds=kinds, error=error, form=form, is_set_here=True)
