"""The form for entering by hand, and beside it what was entered last."""

from datetime import datetime

from starlette.datastructures import UploadFile
from starlette.responses import Response

from dashboard import access
from dashboard.entering import AlreadyThere, Given, enter
from dashboard.queries import entries
from dashboard.screenshots import MOST_MEGABYTES
from dashboard.visit import Visit
from huiying.core import clock
from huiying.core.errors import BadInput, HuiyingError


def show(visit: Visit) -> Response:
    """The empty form."""
    return _page(visit, 200)


def submit(visit: Visit) -> Response:
    """Store what was entered; its own page then tells what becomes of it."""
    given = Given(
        url=visit.field("url"),
        title=visit.field("title"),
        text=visit.field("text"),
        channel=visit.field("channel") or "manual",
        published_at=_moment(visit.field("published_at")),
        screenshot=_picture(visit),
    )
    with visit.write() as session:
        entry = enter(session, given, by=visit.user, now=visit.now)
    return visit.to(f"/posts/entry/{entry.id}")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The form as it was filled in, with what is wrong; a picture has to be chosen again."""
    if not access.may(visit.user, "enter"):
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error)


def _page(visit: Visit, status: int, error: HuiyingError | None = None) -> Response:
    with visit.read() as session:
        recent = entries.recent(session)
    known = error if isinstance(error, AlreadyThere) else None
    chosen = visit.form.get("screenshot")
    picture_lost = error is not None and isinstance(chosen, UploadFile) and bool(chosen.filename)
    return visit.page(
        "entry_new.html",
        status,
        recent=recent,
        error=error,
        known=known,
        picture_lost=picture_lost,
        entered={key: value for key, value in visit.form.items() if isinstance(value, str)},
        most_megabytes=MOST_MEGABYTES,
    )


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return clock.parse(text)
    except (ValueError, HuiyingError) as error:
        raise BadInput("发布时间写得不对，请用日历选择，或留空") from error


def _picture(visit: Visit) -> bytes:
    """The uploaded bytes; a field without a file is an empty one."""
    found = visit.form.get("screenshot")
    return found.file.read() if isinstance(found, UploadFile) else b""
