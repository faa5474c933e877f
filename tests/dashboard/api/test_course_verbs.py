"""The verbs that change a case's course, each by the API: in its place, out of it, by the wrong people.

One row a verb. Out of place it is refused with what is missing and who may do that (409); somebody whose it
is not hears whose it is (403); a unit that has no part in the case does not learn that it exists (404).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from huiying.core.models import Case, CasePost, Event, Instruction, Publication, Referral
from responder.clocks import keeper
from responder.evidence import Evidence
from responder.verbs.assign import assign
from responder.verbs.clear import CHECKLIST, clear, tick
from responder.verbs.close import close, dismiss
from responder.verbs.disclose import examine, search
from responder.verbs.draft import draft, submit
from responder.verbs.instruct import instruct
from responder.verbs.join import join
from responder.verbs.open_by_hand import open_by_hand
from responder.verbs.pause import pause
from responder.verbs.publish import publish
from responder.verbs.refer import report_up
from responder.verbs.withdraw import withdraw
from tests.dashboard.api.test_cases import do
from tests.dashboard.api.test_posts import machine
from tests.dashboard.conftest import Town
from tests.support.cast import TOLD, Cast, at

NINE, TEN = at("09:00"), at("10:00")
Scene = Callable[[Cast], Case]
Values = Callable[[Cast, Case], dict[str, Any]]
REASON = {"reason": "职责划转"}


def planned(cast: Cast) -> dict[str, Any]:
    return {"by": cast.officer, "policy": cast.policy, "now": at("09:30")}


def fresh(cast: Cast) -> Case:
    """An opinion case that nobody has judged; 执法局 is proposed."""
    return cast.case()


def given(cast: Cast) -> Case:
    """Confirmed, and given to 执法局."""
    return cast.assigned()


def closed(cast: Cast) -> Case:
    case = cast.assigned()
    dismiss(cast.session, case, note="演练", **planned(cast))
    return case


def held(cast: Cast) -> Case:
    return cast.case(held_reason="旧闻")


def letter(cast: Cast) -> Case:
    """A message of one sender, given to 执法局."""
    number = cast.session.query(CasePost).count()
    case = cast.letter(number, NINE)
    assign(cast.session, case, lead=cast.enforcement, **planned(cast))
    return case


def two_letters(cast: Cast) -> Case:
    into, other = letter(cast), letter(cast)
    join(cast.session, other, into=into, reason="同一盏路灯", **planned(cast))
    return into


def paused(cast: Cast) -> Case:
    case = letter(cast)
    pause(cast.session, case, ground="third_party", reason="征求业主意见", by=cast.officer, now=at("09:30"))
    return case


def of_an_event(cast: Cast) -> Case:
    event = Event(key="1", title="演练", first_at=NINE, last_at=NINE, detected_at=NINE, tier=2)
    cast.session.add(event)
    cast.session.flush()
    return cast.case(event=event)


def by_hand(kind: str, *, handed: bool = True) -> Scene:
    def scene(cast: Cast) -> Case:
        facts: dict[str, Any] = {"title": "登记", "text": "登记", "at": NINE}
        case = open_by_hand(cast.session, kind, **facts, proposed_unit=cast.enforcement, **planned(cast))
        if handed:
            assign(cast.session, case, lead=cast.enforcement, **planned(cast))
        return case

    return scene


def completion_asked(cast: Cast) -> Case:
    case = by_hand("disclosure")(cast)
    examine(cast.session, case, missing="未写明所需信息", **planned(cast))
    return case


def examined(cast: Cast) -> Case:
    case = by_hand("disclosure")(cast)
    examine(cast.session, case, missing=None, **planned(cast))
    return case


def searched(cast: Cast) -> Case:
    case = examined(cast)
    said = {"places": "档案室", "terms": "补偿", "found": "一份"}
    search(cast.session, case, **said, by=cast.handler, now=at("09:30"))
    return case


def referred(cast: Cast) -> Case:
    case = cast.assigned()
    report_up(cast.session, case, receiver="县应急管理局", reason="重大", **planned(cast))
    return case


def referred_and_held(cast: Cast) -> Case:
    case = referred(cast)
    case.held_at, case.held_reason = at("09:30"), "旧闻"
    return case


def instructed(cast: Cast) -> Case:
    """A task for 社发局, which has no other part in the case."""
    case = cast.assigned()
    instruct(cast.session, case, text="速查", unit=cast.welfare, leader=cast.leader, **planned(cast))
    return case


def instructed_the_lead(cast: Cast) -> Case:
    case = cast.assigned()
    instruct(cast.session, case, text="速查", unit=cast.enforcement, leader=cast.leader, **planned(cast))
    return case


def published(cast: Cast) -> Case:
    case, now = cast.assigned(), at("09:40")
    text = {"kind": "first_word", "title": "通报", "body": "已启动预案。", "elements": TOLD}
    written = draft(cast.session, case, **text, by=cast.handler, now=now)
    submit(cast.session, written, by=cast.handler, policy=cast.policy, now=now)
    for item in CHECKLIST:
        tick(cast.session, written, item, by=cast.clearer, now=now)
    clear(cast.session, written, cleared=True, by=cast.clearer, policy=cast.policy, now=now)
    seen = Evidence("https://park.example/1", now, "全文", True, "已抓取")
    publish(
        cast.session, written, outlet="website", url=seen.url, published_at=now, evidence=seen,
        by=cast.handler, policy=cast.policy, now=now,
    )  # fmt: skip
    return case


def withdrawn(cast: Cast) -> Case:
    case = published(cast)
    record = cast.session.scalars(select(Publication).where(Publication.case_id == case.id)).one()
    withdraw(cast.session, record, reason="有误", noticed_by="self", **planned(cast))
    return case


def answered_and_closed(cast: Cast) -> Case:
    case = published(cast)
    close(cast.session, case, note="已处理", by=cast.officer, policy=cast.policy, now=at("09:50"))
    return case


def fixed(**values: Any) -> Values:
    return lambda cast, case: values


def with_id(model: type[Any], name: str, **values: Any) -> Values:
    """The values with the id of the case's record; an id that no record has where there is none."""

    def look(cast: Cast, case: Case) -> dict[str, Any]:
        found = cast.session.scalars(select(model.id).where(model.case_id == case.id)).first()
        return {name: found or 4711, **values}

    return look


def clock_of(milestone: str, **values: Any) -> Values:
    def look(cast: Cast, case: Case) -> dict[str, Any]:
        running = keeper.running(cast.session, case)
        return {"clock": next(it.id for it in running if it.milestone == milestone), **values}

    return look


def another_letter(cast: Cast, case: Case) -> dict[str, Any]:
    return {"into": letter(cast).id, **REASON}


def one_of_two(cast: Cast, case: Case) -> dict[str, Any]:
    posts = cast.session.scalars(select(CasePost.post_id).where(CasePost.case_id == case.id)).all()
    return {"title": "另一盏", "posts": list(posts)[:1], **REASON}


@dataclass(frozen=True)
class Row:
    """`by` does it in `scene`; in `early` it is out of place and refused with `says`."""

    verb: str
    scene: Scene
    values: Values
    early: Scene
    says: str
    by: str = "officer"
    not_by: str = "handler"
    foreign: str = "outsider"
    early_values: Values | None = field(default=None)


NOT_GIVEN = "请先交办，再{}（“交办”由新闻办办理）"
CLOSED = "不能再“{}”；确需继续办理的，请新闻办“重新办理”"
HELD = "正在等待核实（旧闻），请先由新闻办决定是否办理"
PAUSED = "正在暂停，不能“{}”；请先由新闻办恢复计时"
TO_WHOM = fixed(receiver="县应急管理局", **REASON)
SEARCHED = fixed(places="档案室", terms="补偿", found="一份")
REFUSED = fixed(outcome="refused", grounds="《条例》第十四条")
DONE = fixed(text="已召开", evidence="会议纪要", done_at="2026-11-23T09:20:00+08:00")
RECEIPT = with_id(Referral, "referral", received_as="急收0012", evidence="传真回执")
REPORT = with_id(Instruction, "instruction", report="已查明")
TAKEN_BACK = with_id(Publication, "publication", reason="数字有误", noticed_by="others")
MORE_TIME = clock_of("reply", term="5个工作日", reason="现场勘查")
AFTER_ASKED = fixed(received_at="2026-11-23T09:45:00+08:00")
ORDERED = fixed(text="速查", unit="执法局", leader="leader", term="2个工作日")

TABLE = [
    Row("transfer", given, fixed(lead="社发局", **REASON), fresh, NOT_GIVEN.format("改派")),
    Row("report_up", given, TO_WHOM, closed, CLOSED.format("上报")),
    Row("refer_out", given, TO_WHOM, by_hand("duty"), "履职事项没有“转办园区外”这一步"),
    Row("hand_over", referred, RECEIPT, referred_and_held, HELD),
    Row("join", letter, another_letter, paused, PAUSED.format("并案")),
    Row("split", two_letters, one_of_two, letter, "至少选一件，也至少留一件"),
    Row("add_progress", given, fixed(text="已到现场"), held, HELD, not_by="leader"),
    Row(
        "extend", letter, MORE_TIME, given, "首发权威信息不能延期：依据“国办发〔2016〕80号”",
        early_values=clock_of("first_word", term="5小时", reason="来不及"),
    ),
    Row(
        "pause", letter, fixed(ground="applicant", reason="等照片"), by_hand("duty", handed=False),
        NOT_GIVEN.format("暂停"),
    ),
    Row("resume", paused, fixed(why="业主同意"), letter, "没有暂停，无需恢复"),
    Row(
        "reopen", answered_and_closed, fixed(**REASON), given,
        "请先办结，再重新办理（“办结”由新闻办办理）",
    ),
    Row("mute", of_an_event, fixed(reason="应急演练"), fresh, "不是由事件立项的，无可静默；请用“误报”"),
    Row("instruct", given, ORDERED, closed, CLOSED.format("登记批示")),
    Row(
        "report_back", instructed, REPORT, given, "没有这件批示",
        by="outsider", not_by="leader", early_values=REPORT,
    ),
    Row(
        "examine", by_hand("disclosure"), fixed(missing="未写明所需信息"),
        by_hand("disclosure", handed=False), NOT_GIVEN.format("受理审查"), not_by="leader",
    ),
    Row(
        "complete", completion_asked, AFTER_ASKED, by_hand("disclosure"),
        "没有告知过补正，无从登记补正材料；请先“受理审查”", not_by="leader",
    ),
    Row(
        "search", examined, SEARCHED, by_hand("disclosure"),
        "申请尚未受理或尚未收到补正材料，不能登记检索；“受理审查”由牵头单位或新闻办办理",
        by="handler", not_by="officer",
    ),
    Row(
        "determine", searched, REFUSED, examined,
        "请先登记检索，再拟定答复结论（“登记检索”由牵头单位办理）", by="handler", not_by="officer",
    ),
    Row(
        "fulfil", by_hand("duty"), DONE, by_hand("duty", handed=False),
        "尚未交办，请先由新闻办确定牵头单位", by="handler", not_by="officer",
    ),
    Row("withdraw", published, TAKEN_BACK, withdrawn, "这次发布已经撤回"),
]  # fmt: skip
ROWS = pytest.mark.parametrize("row", TABLE, ids=lambda row: row.verb)
SCOPES = ("cases:read", "cases:write")


def staged(town: Town, scene: Scene, values: Values) -> tuple[int, dict[str, Any]]:
    """The case of a scene, with what the verb is told; by now it is ten o'clock."""
    with town.database.write() as session:
        town.cast.session = session
        case = scene(town.cast)
        said = values(town.cast, case)
        town.clock.now = TEN
        return case.id, said


@ROWS
def test_in_its_place_it_is_done_once_by_whose_it_is(town: Town, row: Row) -> None:
    case, said = staged(town, row.scene, row.values)
    do(machine(town, *SCOPES, of=row.not_by), case, row.verb, status=403, **said)
    assert do(machine(town, *SCOPES, of=row.by), case, row.verb, **said)["id"] == case


@ROWS
def test_out_of_place_it_says_what_is_missing(town: Town, row: Row) -> None:
    case, said = staged(town, row.early, row.early_values or row.values)
    status = 404 if row.says.startswith("没有这件") else 409
    actor = "handler" if row.verb == "report_back" else row.by
    assert row.says in do(machine(town, *SCOPES, of=actor), case, row.verb, status=status, **said)["detail"]


@ROWS
def test_for_a_unit_without_a_part_in_it_there_is_no_such_case(town: Town, row: Row) -> None:
    scene = instructed_the_lead if row.verb == "report_back" else row.scene
    case, said = staged(town, scene, row.values)
    detail = do(machine(town, *SCOPES, of=row.foreign), case, row.verb, status=404, **said)["detail"]
    assert detail == "没有这个事项，或者不在您的单位办理范围内"


def test_every_verb_has_a_row_here_or_a_test_of_its_own(town: Town) -> None:
    description = town.visitor().http.get("/api/v1/openapi.json").json()
    verbs = description["paths"]["/api/v1/cases/{case_id}/verbs"]["post"]["requestBody"]
    mapping = set(verbs["content"]["application/json"]["schema"]["discriminator"]["mapping"])
    told_elsewhere = {
        "confirm", "assign", "acknowledge", "object", "decide_objection", "start_held", "draft", "submit",
        "tick", "clear", "publish", "confirm_evidence", "correct", "answer_order", "close", "dismiss",
        "evaluate",
    }  # fmt: skip
    assert mapping == told_elsewhere | {row.verb for row in TABLE}


def test_tasks_are_read_with_the_case(town: Town) -> None:
    case, _ = staged(town, instructed, fixed())
    unit = machine(town, *SCOPES, of="outsider")
    (given_to_it,) = unit.get(f"/api/v1/cases/{case}").json()["instructions"]
    assert (given_to_it["unit"], given_to_it["text"], given_to_it["report"]) == ("社发局", "速查", None)
    office = machine(town, *SCOPES)
    (sent,) = do(office, case, "report_up", receiver="县应急管理局", reason="重大")["referrals"]
    assert (sent["way"], sent["receiver"], sent["handed_at"]) == ("report_up", "县应急管理局", None)


REQUEST = {
    "kind": "disclosure",
    "title": "征地补偿标准",
    "text": "请求公开2025年征地补偿标准",
    "at": "2026-11-23T09:00:00+08:00",
    "proposed_unit": "执法局",
}


def test_a_request_a_document_and_a_duty_are_opened_by_hand(either_town: Town) -> None:
    http = machine(either_town, *SCOPES)
    opened = http.post("/api/v1/cases", json=REQUEST)
    assert opened.status_code == 201
    case = opened.json()
    assert (case["kind"], case["proposed_unit"]) == ("disclosure", "执法局")
    assert {"assign", "completion", "disclosure"} == {clock["milestone"] for clock in case["clocks"]}
    sent_twice = [
        http.post("/api/v1/cases", json=REQUEST, headers={"Idempotency-Key": "registered-1"}).json()["id"]
        for _ in range(2)
    ]
    assert sent_twice == [case["id"] + 1] * 2
    duty = {**REQUEST, "kind": "duty", "due_on": "2026-12-06"}
    (owed,) = [
        clock
        for clock in http.post("/api/v1/cases", json=duty).json()["clocks"]
        if clock["milestone"] == "fulfilment"
    ]
    assert owed["due_at"].startswith("2026-12-04T09:30:00")


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"kind": "opinion"}, 422, "不在可选值之内"),
        ({"title": ""}, 422, "title"),
        ({"at": "昨天"}, 422, "at"),
        ({"at": "2026-11-24T09:00:00+08:00"}, 409, "晚于现在"),
        ({"due_on": "2026-12-31"}, 409, "不能另定截止日期"),
        ({"proposed_unit": "火星局"}, 422, "没有名为“火星局”的责任单位"),
        ({"applicant": "某人"}, 422, "没有这一项"),
    ],
)
def test_what_cannot_be_opened_by_hand_is_a_problem(
    town: Town, change: dict[str, Any], status: int, said: str
) -> None:
    answer = machine(town, *SCOPES).post("/api/v1/cases", json={**REQUEST, **change})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert said in answer.text


def test_a_unit_opens_nothing_by_hand(town: Town) -> None:
    assert machine(town, *SCOPES, of="handler").post("/api/v1/cases", json=REQUEST).status_code == 403
