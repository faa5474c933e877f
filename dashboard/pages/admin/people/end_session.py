"""退出: one browser of an account is signed out."""

from starlette.responses import Response

from dashboard import accounts
from dashboard.pages.admin.people.show import done
from dashboard.queries.accounts import find
from dashboard.visit import Visit


def submit(visit: Visit) -> Response:
    """Sign that browser out."""
    with visit.write() as session:
        user = find(session, visit.number("person"))
        accounts.end_session(session, user, visit.number("session"), now=visit.now, by=visit.user.name)
    return done(visit, "end")
