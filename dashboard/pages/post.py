"""信息: one post by itself, and the screenshots that were entered with it."""

from starlette.responses import Response

from dashboard import screenshots
from dashboard.queries import entries
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """The post."""
    with visit.read() as session:
        file = entries.post_file(session, visit.number("post"))
    return visit.page("post.html", file=file, post=file.post)


def screenshot(visit: Visit) -> Response:
    """The picture itself."""
    with visit.read() as session:
        return screenshots.answer(entries.find_screenshot(session, visit.number("screenshot")))
