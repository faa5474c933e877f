"""首次登录: who signed in with a password that somebody else gave chooses one, before anything else opens."""

from starlette.responses import Response

from dashboard import accounts, sessions
from dashboard.entrance import arrive, own_address
from dashboard.visit import Visit
from huiying.core.errors import BadInput, HuiyingError
from huiying.core.models import User


def show(visit: Visit) -> Response:
    """The form; who has chosen already goes on."""
    if visit.user.password_given_at is None:
        return visit.to(own_address(visit.asked("next")))
    return _page(visit, 200)


def submit(visit: Visit) -> Response:
    """Store the choice: every browser of the account is signed out, this one goes on under a new session.

    The old password is not asked for again: it was typed a moment ago, and opens nothing but this.
    """
    new = visit.secret("new")
    if visit.user.password_given_at is None:
        return visit.to("/account")
    if new != visit.secret("again"):
        raise BadInput("两次输入的口令不一致，请重新输入")
    with visit.write() as session:
        user = session.get_one(User, visit.user.id)
        accounts.choose_password(session, user, new, now=visit.now)
        token = sessions.start(session, user, visit.now, visit.browser)
    return arrive(visit, user, token, visit.field("next"))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The form with the refusal above it."""
    return _page(visit, status, error=str(error))


def _page(visit: Visit, status: int, *, error: str = "") -> Response:
    onward = own_address(visit.field("next") or visit.asked("next"))
    given_at, rules = visit.user.password_given_at, accounts.RULES
    return visit.page(
        "first_password.html", status, onward=onward, rules=rules, given_at=given_at, error=error
    )
