"""园区与关注词: the profile as park.toml says it; also where a refusal ends up, with what was entered."""

from starlette.responses import Response

from dashboard import park, words
from dashboard.queries import park as queries
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError

DONE = {
    "change": "已保存到 park.toml；运行中的研判几秒内改用新的名称，已有的研判不变",
    "same": "没有改动",
    "confirm": "已记录：名称核对无误",
}


def show(visit: Visit) -> Response:
    """The profile; `did` names what was just done."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The profile with the refusal above it, its form as it was filled in."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error=str(error))


def _page(visit: Visit, status: int, *, said: str = "", error: str = "") -> Response:
    file = park.read(visit.site.settings.home)
    with visit.read() as session:
        beside = queries.beside(session)
    lists = {key: "\n".join(getattr(file.profile, key)) for key in park.LISTS}
    entered = visit.form if error else {}
    return visit.page(
        "admin/park.html",
        status,
        file=file,
        beside=beside,
        lists={key: entered.get(key, text) for key, text in lists.items()},
        name=entered.get("name", file.profile.name),
        names=words.PARK_LISTS,
        said=said,
        error=error,
    )
