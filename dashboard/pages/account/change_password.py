"""更换口令: the old one is asked for, as slowly as at the log-in."""

import math

from starlette.responses import Response

from dashboard import accounts, sessions, throttle
from dashboard.visit import Visit
from huiying.core.errors import BadInput, Refused
from huiying.core.models import LoginAttempt, User


def submit(visit: Visit) -> Response:
    """A new password: every other browser is signed out, this one goes on under a new session."""
    new = visit.secret("new")
    if new != visit.secret("again"):
        raise BadInput("两次输入的新口令不一致")
    accounts.require_fit(new, visit.user.name)
    attempt = _begin(visit)
    if not accounts.is_right(visit.user, visit.secret("old")):
        raise BadInput("现在的口令不对，没有更换")
    with visit.write() as session:
        session.get_one(LoginAttempt, attempt).succeeded = True
        user = session.get_one(User, visit.user.id)
        accounts.choose_password(session, user, new, now=visit.now)
        token = sessions.start(session, user, visit.now, visit.browser)
    response = visit.to("/account?did=password")
    sessions.set_cookie(response, token, secure=visit.site.is_https)
    return response


def _begin(visit: Visit) -> int:
    """The attempt, stored before the password is looked at. Raises Refused while one has to wait."""
    address = visit.address_hash
    with visit.write() as session:
        seconds = math.ceil(throttle.wait(session, visit.user.name, address, visit.now).total_seconds())
        if seconds:
            raise Refused(f"失败次数过多，请等 {seconds} 秒后再试")
        return throttle.note(session, visit.user.name, address, visit.now).id
