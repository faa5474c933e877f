"""重设口令."""

from starlette.responses import Response

from dashboard import accounts
from dashboard.pages.admin.people.show import page_of
from dashboard.queries.accounts import find
from dashboard.visit import Visit
from huiying.core.errors import Refused


def submit(visit: Visit) -> Response:
    """A new password, shown this once; the person is signed out everywhere."""
    number, password = visit.number("person"), accounts.new_password()
    if number == visit.user.id:
        raise Refused("自己的口令请在“我的账号”里更换")
    with visit.write() as session:
        accounts.set_password(session, find(session, number), password, now=visit.now, by=visit.user.name)
    return page_of(visit, number, password=password, said="口令已重设，原来的登录都已退出")
