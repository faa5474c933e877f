"""How somebody who has proved who they are comes in: one session, one audit entry, one first place.

The password is the one proof that there is (dashboard/pages/login.py). A single sign-on would be another: its
pages find the account of whoever was proved elsewhere and call `let_in` and `arrive`, and nothing else of the
dashboard knows how somebody was proved (docs/decisions/0041-one-entrance.md).
"""

from typing import Literal
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.responses import Response

from dashboard import park, sessions
from dashboard.queries import setting_up
from dashboard.visit import Visit
from huiying.core import audit
from huiying.core.models import User

Proof = Literal["password"]
CHOICE = "/account/first"


def let_in(session: Session, user: User, visit: Visit, *, proof: Proof) -> str:
    """Open a session for the person and write down by what proof; returns the token for the cookie."""
    audit.record(session, "log_in", "user", user.id, by=user.name, now=visit.now, proof=proof)
    if visit.signed_in is not None:  # somebody else takes this browser over
        sessions.end(session, visit.signed_in, visit.now)
    return sessions.start(session, user, visit.now, visit.browser)


def arrive(visit: Visit, user: User, token: str, onward: str) -> Response:
    """Send the browser on with its cookie; to choose a password first, who has not yet."""
    onward = own_address(onward)
    place = choice(onward) if user.password_given_at else _first_place(visit, user, onward)
    response = visit.to(place)
    sessions.set_cookie(response, token, secure=visit.site.is_https)
    return response


def choice(onward: str) -> str:
    """Where a password is chosen, and where to go afterwards."""
    return f"{CHOICE}?next={quote(onward)}"


def own_address(given: str) -> str:
    """Where to go after the log-in: only to an address of ours."""
    ours = given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable()
    return given if ours else "/"


def _first_place(visit: Visit, user: User, onward: str) -> str:
    """Where to go: administrators of an installation that is not set up are led through that first."""
    if user.role != "administrator" or onward != "/" or visit.site.demo is not None:
        return onward
    profile = park.read(visit.site.settings.home).profile
    with visit.read() as session:
        return "/admin/start" if setting_up.wants_leading(session, profile, visit.now) else onward
