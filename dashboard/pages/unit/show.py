"""我的任务: what a unit owes and by when; also where a refused form of it ends up, with what was entered."""

from starlette.responses import Response

from dashboard import linked
from dashboard.queries import desk
from dashboard.queries.calling import own_delegations
from dashboard.queries.commendations import granted_to
from dashboard.queries.people import choosable_units
from dashboard.queries.tasks import tasks
from dashboard.samples import SAMPLES
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError
from huiying.core.models import Unit

DONE = {
    "acknowledge": "已签收",
    "object": "异议已提交，等新闻办决定；决定之前原时限照常计算",
    "answer": "稿件已送审，审查通过后会通知您登记发布",
    "answer_order": "督办回复已提交",
    "report_back": "批示办理情况已报告，领导和新闻办会收到",
    "publish": "发布已登记，页面内容与审查稿一致",
    "publish_unproven": "发布已登记，等新闻办同事核对；核对之后才计入时限",
    "progress": "进展已登记，新闻办会收到通知",
}


def show(visit: Visit) -> Response:
    """The tasks as they stand; `did` names what was just done."""
    return _page(visit, "unit.html", 200, did=visit.asked("did"))


def part(visit: Visit) -> Response:
    """The live part, for a page that is open."""
    return _page(visit, "parts/tasks.html", 200)


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The tasks with the refusal above them and the entered form still filled in."""
    entered = {key: value for key, value in visit.form.items() if isinstance(value, str)}
    form = visit.request.url.path.removeprefix("/unit/")
    return _page(visit, "unit.html", status, error=str(error), entered=entered, entered_form=form)


def done(visit: Visit, deed: str) -> Response:
    """Back to where the person came from, the tasks or the one case of a link; it then says what was done."""
    home = linked.address(visit.linked.holder.only_case) if visit.linked else "/unit"
    return visit.to(f"{home}?did={deed}")


def _page(
    visit: Visit,
    template: str,
    status: int,
    *,
    did: str = "",
    error: str = "",
    entered: dict[str, str] | None = None,
    entered_form: str = "",
) -> Response:
    with visit.read() as session:
        figures = desk.figures(session, visit.user, visit.now)
        found = tasks(session, visit.user, visit.now)
        unit = session.get(Unit, visit.user.unit_id) if visit.user.unit_id is not None else None
        praised = granted_to(session, visit.user)
        signs = own_delegations(session, visit.user, "acknowledge", visit.now)
        replies = own_delegations(session, visit.user, "answer_order", visit.now)
        others = [one for one in choosable_units(session) if one.id != visit.user.unit_id]
    return visit.page(
        template,
        status,
        tasks=found,
        figures=figures,
        unit=unit,
        others=others,
        in_whose_names=signs,
        reply_names=replies,
        base="/unit",
        praised=praised,
        samples=SAMPLES,
        said=DONE.get(did, ""),
        did=did if did in DONE else "",
        error=error,
        entered=entered or {},
        entered_form=entered_form,
    )
