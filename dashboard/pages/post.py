"""信息: one post by itself, and the screenshots that were entered with it."""

from starlette.responses import Response

from dashboard import screenshots
from dashboard.pages.case.told import DONE
from dashboard.queries import entries
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError


def show(visit: Visit) -> Response:
    """The post; `did` names what was just done."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The post with the refusal above it."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error=str(error))


def _page(visit: Visit, status: int, *, said: str = "", error: str = "") -> Response:
    with visit.read() as session:
        file = entries.post_file(session, visit.number("post"))
    return visit.page("post.html", status, file=file, post=file.post, said=said, error=error)


def screenshot(visit: Visit) -> Response:
    """The picture itself."""
    with visit.read() as session:
        return screenshots.answer(entries.find_screenshot(session, visit.number("screenshot")))
