"""修改信源: the form filled in with what stands, and what it says stored."""

from starlette.responses import Response

from dashboard.pages.sources.form import door, read_form
from dashboard.pages.sources.show import done
from dashboard.queries import sources
from dashboard.visit import Visit
from huiying.core import audit
from huiying.core.errors import HuiyingError


def show(visit: Visit) -> Response:
    """The form."""
    return _page(visit, 200)


def submit(visit: Visit) -> Response:
    """Store what the form says; the source is then visited in the next round, and by the new settings."""
    with visit.write() as session:
        source = sources.find(session, visit.number("source"))
        by, now = visit.user.name, visit.now
        changed = door(visit).change(session, source, read_form(visit), by=by, now=now)
        if changed:
            audit.record(session, "change_source", "source", source.id, by=by, now=now, changed=changed)
    return done(visit, "change" if changed else "same")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The form with the refusal above what was entered."""
    if status == 403 or visit.site.sourcing is None:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error=str(error))


def _page(visit: Visit, status: int, *, error: str = "") -> Response:
    sourcing = door(visit)
    with visit.read() as session:
        source = sources.find(session, visit.number("source"))
    return visit.page(
        "admin/source_change.html",
        status,
        source=source,
        form=read_form(visit) if error else sourcing.form_of(source),
        is_set_here=sourcing.is_set_here(source),
        kinds=sourcing.kinds(),
        error=error,
    )
