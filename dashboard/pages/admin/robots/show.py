"""One robot: what it is, how its last test went; also where a refusal ends up."""

from starlette.responses import Response

from dashboard.queries import robots
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError

DONE = {
    "add": "已添加。请发一条测试消息，看群里能否收到",
    "change": "已保存；地址、密钥有改动的，请再发一条测试消息",
    "on": "已启用",
    "off": "已停用，不再向它发送；等着发给它的通知会改送他人",
}


def show(visit: Visit) -> Response:
    """The robot as it stands; `did` names what was just done."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The robot with the refusal above it."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error=str(error))


def done(visit: Visit, deed: str) -> Response:
    """Back to the robot, which then says what was done."""
    return visit.to(f"/admin/robots/{visit.number('robot')}?did={deed}")


def _page(visit: Visit, status: int, *, said: str = "", error: str = "") -> Response:
    with visit.read() as session:
        line, units = robots.find_line(session, visit.number("robot")), robots.owners(session)
    return visit.page(
        "admin/robot.html",
        status,
        line=line,
        units=units,
        kinds=robots.KINDS,
        said=said,
        error=error,
        entered=visit.form if error else {},
    )
