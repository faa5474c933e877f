"""退出: one of one's own browsers is signed out."""

from starlette.responses import Response

from dashboard import accounts
from dashboard.visit import Visit
from huiying.core.models import User


def submit(visit: Visit) -> Response:
    """Sign that browser out."""
    with visit.write() as session:
        user = session.get_one(User, visit.user.id)
        accounts.end_session(session, user, visit.number("session"), now=visit.now, by=user.name)
    return visit.to("/account?did=end")
