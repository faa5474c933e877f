"""我的账号: who one is signed in as, where, and the form for another password."""

from starlette.responses import Response

from dashboard import accounts
from dashboard.queries import accounts as read_accounts
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError

DONE = {"password": "口令已更换，其他地方的登录都已退出", "end": "已让那处登录退出"}


def show(visit: Visit) -> Response:
    """The person's own account; `did` names what was just done."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The account with the refusal above it."""
    return _page(visit, status, error=str(error))


def _page(visit: Visit, status: int, *, said: str = "", error: str = "") -> Response:
    here = visit.signed_in.session_id if visit.signed_in else 0
    with visit.read() as session:
        file = read_accounts.file_of(session, visit.user.id, here, visit.now)
    return visit.page("account.html", status, file=file, rules=accounts.RULES, said=said, error=error)
