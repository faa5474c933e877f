"""The case page; also where a refused form ends up, with what was entered."""

from starlette.responses import Response

from dashboard import access
from dashboard.queries.case_file import case_file
from dashboard.queries.evaluation import index_of
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError

DONE = {
    "confirm": "已研判定级，时限已按新的级别计算",
    "assign": "已交办，责任单位会收到通知",
    "acknowledge": "已签收",
    "object": "异议已提交，新闻办会收到通知；决定之前原时限照常计算",
    "uphold": "异议成立，已改派；提出异议时未超时的时限按等待处理的时长顺延",
    "reject": "异议不成立，已通知原单位按原时限办理",
    "start_held": "已核实办理，时限从现在起算",
    "dismiss": "已按误报办结",
    "close": "已办结",
    "evaluate": "已记录评估",
    "draft": "稿件已保存，核对无误后请送审",
    "submit": "稿件已送审，值班审查人会收到通知",
    "tick": "已勾选",
    "clear": "审查通过，可以发布",
    "send_back": "稿件已退回，起草单位会收到通知",
    "publish": "已登记发布，页面与审查稿一致，已计入时限",
    "publish_unproven": "已登记发布，但证据尚未成立，请登记人以外的同事核对；核对之前不计入时限",
    "confirm_evidence": "证据已核对，发布已计入时限",
    "correct": "更正稿已保存，送审、审查通过后在原处发布",
    "answer_order": "督办回复已提交",
    "record_fault": "过错已登记；仅有过错不提请问责，造成严重后果的由人认定",
    "instruct": "批示已登记，承办单位会收到通知，按批示的时限报告办理情况",
    "report_back": "批示办理情况已报告",
    "commend": "表彰建议已提交，等领导决定",
}


def show(visit: Visit) -> Response:
    """The case as it stands; `did` names what was just done."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The case with the refusal above it and the entered form still filled in."""
    entered = {key: value for key, value in visit.form.items() if isinstance(value, str)}
    form = visit.request.url.path.split("/", 3)[-1]
    return _page(visit, status, error=str(error), entered=entered, entered_form=form)


def done(visit: Visit, deed: str) -> Response:
    """Back to the case, which then says what was done."""
    return visit.to(f"/case/{visit.number('case')}?did={deed}")


def _page(
    visit: Visit,
    status: int,
    *,
    said: str = "",
    error: str = "",
    entered: dict[str, str] | None = None,
    entered_form: str = "",
) -> Response:
    with visit.read() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        file = case_file(session, visit.user, case, visit.now)
        judged = index_of(session, case, visit.site.evaluation, visit.now)
    return visit.page(
        "case.html",
        status,
        file=file,
        case=case,
        judged=judged,
        said=said,
        error=error,
        entered=entered or {},
        entered_form=entered_form,
    )
