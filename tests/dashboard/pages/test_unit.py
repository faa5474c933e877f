"""我的任务: what a unit owes; acknowledge in one tap, answer in two."""

from sqlalchemy import select, update

from huiying.core.models import Acknowledgement, Case, Clock, Contact, Draft, SupervisionOrder, Unit
from responder.ladder.sweep import sweep
from tests.dashboard.conftest import Town
from tests.dashboard.test_access import assigned, handed_to_enforcement
from tests.support.cast import Cast, at

ANSWER = {
    "kind": "first_word",
    "title": "关于棋盘洲爆炸的情况说明",
    "body": "今日9时，棋盘洲一化工厂发生爆炸，救援正在进行。",
    "fact_present": "yes",
    "policy_note": "处置初期",
    "result_present": "yes",
}


def test_a_unit_is_led_to_its_own_page(town: Town) -> None:
    answer = town.signed_in("handler").http.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/unit")


def test_one_tap_acknowledges(town: Town) -> None:
    case = handed_to_enforcement(town)
    handler = town.signed_in("handler")
    assert f'action="/unit/case/{case}/acknowledge"' in handler.read("/unit")
    answer = handler.send(f"/unit/case/{case}/acknowledge")
    assert answer.headers["location"] == "/unit?did=acknowledge"
    assert "已签收" in handler.read("/unit?did=acknowledge")
    with town.database.read() as session:
        assert session.scalars(select(Acknowledgement.by)).one() == "handler"


def test_the_second_tap_hands_the_answer_in(town: Town) -> None:
    case = handed_to_enforcement(town)
    handler = town.signed_in("handler")
    handler.send(f"/unit/case/{case}/acknowledge")
    assert "写首发权威信息" in handler.read("/unit") and "参考写法" in handler.read("/unit")
    assert handler.send(f"/unit/case/{case}/answer", **ANSWER).status_code == 303
    with town.database.read() as session:
        assert session.scalars(select(Draft.submitted_at)).one() == town.clock()
    page = handler.read("/unit?did=answer")
    assert "稿件已送审" in page and "写首发权威信息" not in page and "在别处办理" in page


def test_a_refused_answer_stores_nothing_and_keeps_what_was_written(town: Town) -> None:
    case = handed_to_enforcement(town)
    handler = town.signed_in("handler")
    handler.send(f"/unit/case/{case}/acknowledge")
    answer = handler.send(f"/unit/case/{case}/answer", **{**ANSWER, "policy_note": ""})
    assert answer.status_code == 409
    assert "政策措施" in answer.text and ANSWER["body"] in answer.text
    with town.database.read() as session:
        assert session.scalars(select(Draft.id)).all() == []


def test_an_order_is_answered_where_it_stands(town: Town) -> None:
    case = town.case()
    town.change(lambda cast: assigned(cast, case, at("09:30")))
    for moment in ("14:00", "15:15"):
        sweep(town.database, at(moment))
    town.clock.now = at("15:20")
    with town.database.read() as session:
        order = session.scalars(
            select(SupervisionOrder.id).where(SupervisionOrder.unit_id.is_not(None))
        ).first()
    handler = town.signed_in("handler")
    assert f'action="/unit/order/{order}"' in handler.read("/unit")
    assert handler.send(f"/unit/order/{order}", text="现场通信中断，已恢复").status_code == 303
    assert f'action="/unit/order/{order}"' not in handler.read("/unit")


def test_others_cannot_use_it(town: Town) -> None:
    case = handed_to_enforcement(town)
    for name in ("officer", "leader"):
        visitor = town.signed_in(name)
        visitor.read("/unit", status=403)
        assert visitor.send(f"/unit/case/{case}/acknowledge").status_code == 403
        assert visitor.send(f"/unit/case/{case}/answer", **ANSWER).status_code == 403
    outsider = town.signed_in("outsider")
    for form in ("acknowledge", "answer"):
        assert outsider.send(f"/unit/case/{case}/{form}", **ANSWER).status_code == 404


def test_what_is_due_later_is_folded_away_but_there(town: Town) -> None:
    for number in range(8):
        case = handed_to_enforcement(town)
        town.change(lambda cast, case=case, number=number: retitled(cast, case, f"第{number}件"))
    page = town.signed_in("handler").read("/unit")
    assert "其余" not in page  # all of them are due today
    town.change(lambda cast: postponed(cast))
    page = town.signed_in("handler").read("/unit")
    shown, _, folded = page.partition("其余 2 项")
    assert (shown.count('class="card task'), folded.count('class="card task')) == (6, 2)


def retitled(cast: Cast, case: int, title: str) -> None:
    cast.session.get_one(Case, case).title = title


def postponed(cast: Cast) -> None:
    cast.session.execute(update(Clock).values(due_at=at("09:00", days=5)))


def test_a_case_that_is_only_proposed_is_not_owed_yet(town: Town) -> None:
    town.case()
    page = town.signed_in("handler").read("/unit")
    assert "现在没有轮到本单位的事" in page and "在别处办理" not in page


def test_the_press_offices_number_is_on_every_page_of_a_unit(town: Town) -> None:
    case = handed_to_enforcement(town)
    handler = town.signed_in("handler")
    assert "新闻办值班电话尚未登记" in handler.read("/unit")
    town.change(lambda cast: cast.session.add(of_office(cast.office, "0714-0000001")))
    for path in ("/unit", "/cases", f"/case/{case}", "/accountability"):
        assert 'href="tel:0714-0000001"' in handler.read(path), path
    assert "tel:" not in town.signed_in("officer").read("/")


def of_office(office: Unit, phone: str) -> Contact:
    return Contact(unit_id=office.id, duty="handler", name="值班员", phone=phone)
