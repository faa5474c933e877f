"""One entry: the officer's own words, the screenshot, and how it stands with the page of its link."""

from starlette.responses import Response

from dashboard import access, entering
from dashboard.queries import entries
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError


def show(visit: Visit) -> Response:
    """The whole page."""
    return _page(visit, "entry.html", 200)


def part(visit: Visit) -> Response:
    """How it stands, for a page that is open; it loads itself anew when there is something to do or read."""
    answer = _page(visit, "parts/entry.html", 200)
    with visit.read() as session:
        if entries.find_entry(session, visit.number("entry")).state != "queued":
            answer.headers["HX-Refresh"] = "true"
    return answer


def again(visit: Visit) -> Response:
    """Try the link once more."""
    with visit.write() as session:
        entry = entries.find_entry(session, visit.number("entry"))
        entering.fetch_again(session, entry, by=visit.user, now=visit.now)
    return visit.to(f"/posts/entry/{entry.id}")


def words(visit: Visit) -> Response:
    """The officer's own words, where the page cannot be had."""
    with visit.write() as session:
        entry = entries.find_entry(session, visit.number("entry"))
        title, text = visit.field("title"), visit.field("text")
        entering.add_words(session, entry, title, text, by=visit.user, now=visit.now)
    return visit.to(f"/posts/entry/{entry.id}")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The entry with the refusal above it, for whoever may act on it at all."""
    if not access.may(visit.user, "enter"):
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, "entry.html", status, str(error))


def _page(visit: Visit, template: str, status: int, error: str = "") -> Response:
    with visit.read() as session:
        file = entries.entry_file(session, entries.find_entry(session, visit.number("entry")))
    entered = {key: value for key, value in visit.form.items() if isinstance(value, str)}
    may_act = access.may(visit.user, "enter")
    return visit.page(
        template, status, file=file, entry=file.entry, error=error, entered=entered, acts=may_act
    )
