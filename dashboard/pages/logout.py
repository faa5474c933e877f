"""退出: this browser's session ends at once."""

from starlette.responses import Response

from dashboard import sessions
from dashboard.visit import Visit
from huiying.core import audit


def submit(visit: Visit) -> Response:
    """Revoke the session and forget the cookie."""
    if visit.signed_in is not None:
        with visit.write() as session:
            sessions.end(session, visit.signed_in, visit.now)
            audit.record(session, "log_out", "user", visit.user.id, by=visit.user.name, now=visit.now)
    response = visit.to("/login")
    response.delete_cookie(sessions.COOKIE, path="/")
    return response
