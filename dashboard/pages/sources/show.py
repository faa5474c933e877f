"""One source: its figures, its last visits, its changes; also where a refusal ends up."""

from starlette.responses import Response

from dashboard.queries import sources
from dashboard.sourcing import Trial
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError

DONE = {
    "add": "已添加，几秒内开始第一次采集；请试取一次，看标题、时间、正文是否齐全",
    "change": "已保存，下一轮即按新设置采集；网址、选项有改动的，请试取一次",
    "same": "没有改动",
    "visit": "已排在下一轮采集，通常几秒内开始；稍后刷新可看到结果",
    "on": "已启用，将立即采集",
    "off": "已停用，不再采集，也不再提醒",
}


def show(visit: Visit) -> Response:
    """The source as it stands; `did` names what was just done."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The source with the refusal above it; who may not act is not shown it for trying."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error=str(error))


def done(visit: Visit, deed: str) -> Response:
    """Back to the source, which then says what was done."""
    return visit.to(f"/admin/sources/{visit.number('source')}?did={deed}")


def tried(visit: Visit, trial: Trial) -> Response:
    """The source with what a trial brought."""
    return _page(visit, 200, trial=trial)


def _page(
    visit: Visit, status: int, *, said: str = "", error: str = "", trial: Trial | None = None
) -> Response:
    with visit.read() as session:
        file = sources.file_of(session, visit.number("source"), visit.now)
    may_try = visit.site.sourcing is not None
    return visit.page(
        "source.html", status, file=file, line=file.line, said=said, error=error, trial=trial, may_try=may_try
    )
