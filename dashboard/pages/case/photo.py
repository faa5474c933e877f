"""A picture that was handed in with a case, for whoever may read the case: by an account or by a link."""

from starlette.responses import Response

from dashboard import access, photos, screenshots
from dashboard.access import NotFound
from dashboard.visit import Visit
from huiying.core.models import Screenshot


def show(visit: Visit) -> Response:
    """The picture itself."""
    with visit.read() as session:
        case = access.find_case(session, visit.actor, visit.number("case"))
        number = visit.number("photo")
        found = session.get(Screenshot, number) if number in photos.of_case(session, case) else None
        if found is None:
            raise NotFound("没有这张照片")
        return screenshots.answer(found)
