"""登录: name and password; failures slow the next attempt."""

import math

from sqlalchemy import select
from starlette.responses import Response

from dashboard import accounts, throttle, words
from dashboard.entrance import arrive, choice, let_in, own_address
from dashboard.visit import Visit
from huiying.core.keys import keyed_hash
from huiying.core.models import LoginAttempt, User

WRONG = "账号或口令不对，请核对后再试"


def show(visit: Visit) -> Response:
    """The form; who is signed in already goes straight on, or to where a password is chosen first."""
    if visit.signed_in is not None:
        onward = own_address(visit.asked("next"))
        return visit.to(choice(onward) if visit.user.password_given_at else onward)
    return _form(visit, visit.asked("next"), "", 200)


def submit(visit: Visit) -> Response:
    """Sign in, or say what is wrong or how long to wait.

    The attempt is stored before the (slow) look at the password, outside of any transaction.
    """
    name, onward = visit.field("name"), visit.field("next")
    with visit.write() as session:
        user = session.scalars(select(User).where(User.name == name, User.disabled_at.is_(None))).first()
        account, address = _account(visit, user, name), visit.address_hash
        seconds = math.ceil(throttle.wait(session, account, address, visit.now).total_seconds())
        attempt = None if seconds else throttle.note(session, account, address, visit.now).id
    if attempt is None:
        return _too_many(visit, onward, seconds)
    if not accounts.is_right(user, visit.secret("password")) or user is None:
        return _form(visit, onward, WRONG, 401)
    with visit.write() as session:
        session.get_one(LoginAttempt, attempt).succeeded = True
        token = let_in(session, user, visit, proof="password")
    return arrive(visit, user, token, onward)


def _account(visit: Visit, user: User | None, name: str) -> str:
    """What the attempt is stored under; a name that is no account (a slip may be a password) is hashed."""
    return user.name if user else keyed_hash(visit.site.key, "account", name)


def _too_many(visit: Visit, onward: str, seconds: int) -> Response:
    response = _form(visit, onward, f"失败次数过多，请等{how_long(seconds)}后再试", 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def how_long(seconds: int) -> str:
    """How long to wait: 1 分 20 秒."""
    minutes, rest = divmod(seconds, 60)
    return f" {minutes} 分 {rest} 秒" if minutes else f" {rest} 秒"


def _form(visit: Visit, onward: str, said: str, status: int) -> Response:
    return visit.page(
        "login.html", status, onward=onward, said=said, name=visit.field("name"), product=words.PRODUCT
    )
