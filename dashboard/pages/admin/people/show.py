"""One account: who it is, where it is signed in, its tokens; also where a refusal ends up."""

from starlette.responses import Response

from dashboard import accounts
from dashboard.queries import accounts as read_accounts
from dashboard.queries.people import choosable_units
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError

DONE = {
    "change": "已保存",
    "disable": "已停用：登录和令牌即刻失效，办过的记录都在",
    "enable": "已启用；口令照旧，令牌须重新发放",
    "end": "已让那处登录退出",
    "revoke": "令牌已作废",
}


def show(visit: Visit) -> Response:
    """The account as it stands; `did` names what was just done."""
    return page_of(visit, visit.number("person"), said=DONE.get(visit.asked("did"), ""))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The account with the refusal above it."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return page_of(visit, visit.number("person"), status=status, error=str(error))


def done(visit: Visit, deed: str) -> Response:
    """Back to the account, which then says what was done."""
    return visit.to(f"/admin/people/{visit.number('person')}?did={deed}")


def page_of(
    visit: Visit,
    person: int,
    *,
    status: int = 200,
    said: str = "",
    error: str = "",
    password: str = "",
    token: str = "",
) -> Response:
    """The page of an account; a new `password` or `token` is shown this once and never again."""
    here = visit.signed_in.session_id if visit.signed_in else 0
    with visit.read() as session:
        file = read_accounts.file_of(session, person, here, visit.now)
        units = choosable_units(session)
    return visit.page(
        "admin/person.html",
        status,
        file=file,
        units=units,
        scopes=accounts.SCOPES,
        said=said,
        error=error,
        password=password,
        token=token,
        rules=accounts.RULES,
        entered=visit.form if error else {},
    )
