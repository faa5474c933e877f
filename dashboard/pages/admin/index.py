"""管理: the rooms, and what waits in each."""

from starlette.responses import Response

from dashboard import access, park, words
from dashboard.queries import administration, setting_up
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """Each room that the reader may enter, with what is there and what is wrong."""
    with visit.read() as session:
        notes = administration.notes(session, visit.now)
        profile = park.read(visit.site.settings.home).profile
        steps = setting_up.steps(session, profile, visit.now)
    rooms = [room for room in words.ADMIN_ROOMS[1:] if access.may(visit.user, room[2])]
    return visit.page("admin/index.html", rooms=rooms, notes=notes, steps=steps)
