"""值班表、休假与委托、交接班、电话通知: forms that work without a script, and who sees what."""

import re
from datetime import timedelta

from sqlalchemy import select

from huiying.core.models import Absence, Acknowledgement, Handover, Shift, SupervisionOrder, User
from tests.dashboard.conftest import Town
from tests.dashboard.pages.test_accountability import proposed
from tests.dashboard.test_access import handed_to_enforcement
from tests.support.cast import NINE, Cast, at


def shift_form(town: Town, **change: str) -> dict[str, str]:
    return {
        "post": "officer",
        "user": str(town.cast.officer.id),
        "starts_at": "2026-11-23T08:00",
        "ends_at": "2026-11-23T20:00",
        "phone": "0714-6350000",
        "days": "1",
        **change,
    }


def people_at_enforcement(cast: Cast) -> None:
    cast.contact(cast.enforcement, "head", "head@example.cn")
    cast.session.merge(cast.handler).email = "handler@example.cn"


def absence_form(page: str, **change: str) -> dict[str, object]:
    head = re.search(r'value="(contact-\d+)"[^>]*>执法局主要负责人', page)
    handler = re.search(r'value="(user-\d+)"[^>]*>handler', page)
    assert head is not None and handler is not None
    return {
        "person": head.group(1),
        "deputy": handler.group(1),
        "kind": "leave",
        "starts_at": "2026-11-23T09:00",
        "ends_at": "2026-11-25T18:00",
        "reason": "年休假",
        "powers": ["acknowledge"],
        **change,
    }


def test_a_shift_for_several_days_is_entered_shown_and_taken_off(town: Town) -> None:
    officer = town.signed_in("officer")
    done = officer.send("/roster/shift", **shift_form(town, days="3"))
    page = officer.read(done.headers["location"])
    assert "班次已登记" in page and page.count("08:00–20:00") == 3
    assert 'href="tel:0714-6350000"' in page
    assert "空班 20:00–24:00" in page and "空班 09:30" not in page
    with town.database.read() as session:
        first = session.scalars(select(Shift.id).order_by(Shift.id)).first()
    officer.send(f"/roster/shift/{first}/drop", reason="调班")
    page = officer.read("/roster")
    assert page.count("08:00–20:00") == 2 and "空班 09:30–24:00" in page


def test_an_overlap_is_refused_where_the_person_is_with_what_was_entered(town: Town) -> None:
    officer = town.signed_in("officer")
    officer.send("/roster/shift", **shift_form(town))
    refused = officer.send(
        "/roster/shift", **shift_form(town, starts_at="2026-11-23T19:00", ends_at="2026-11-23T22:00")
    )
    assert refused.status_code == 409
    assert "重叠，请改为 2026年11月23日 20:00 开始" in refused.text
    assert 'value="2026-11-23T19:00"' in refused.text
    wrong = officer.send("/roster/shift", **shift_form(town, starts_at="soon"))
    assert (wrong.status_code, "请填写开始时间" in wrong.text) == (422, True)


def test_a_unit_enters_its_own_absences_and_signs_in_anothers_name(town: Town) -> None:
    town.change(people_at_enforcement)
    case, handler = handed_to_enforcement(town), town.signed_in("handler")
    page = handler.read("/roster")
    assert "登记班次" not in page and "本周班次" not in page
    handler.send("/roster/absence", **absence_form(page))
    assert "可代签：签收交办" in handler.read("/roster")
    assert "可代签" not in town.signed_in("outsider").read("/roster")
    form = handler.read(f"/case/{case}")
    chosen = re.search(r'value="(\d+)"[^>]*>代 执法局主要负责人', form)
    assert chosen is not None
    handler.send(f"/case/{case}/acknowledge", absence=chosen.group(1))
    assert "handler（代 执法局主要负责人 执法局head）" in handler.read(f"/case/{case}")
    with town.database.read() as session:
        signed = session.scalars(select(Acknowledgement)).one()
        assert (signed.by, signed.absence_id) == ("handler", session.scalars(select(Absence.id)).one())


def test_a_refused_absence_keeps_the_form_and_a_stranger_ends_none(town: Town) -> None:
    town.change(people_at_enforcement)
    officer = town.signed_in("officer")
    page = officer.read("/roster")
    refused = officer.send("/roster/absence", **absence_form(page, reason=" "))
    assert refused.status_code == 409 and "请写明事由" in refused.text
    officer.send("/roster/absence", **absence_form(page))
    with town.database.read() as session:
        number = session.scalars(select(Absence.id)).one()
    assert town.signed_in("outsider").send(f"/roster/absence/{number}/end").status_code == 403
    officer.send(f"/roster/absence/{number}/end")
    assert "没有登记。" in officer.read("/roster")


def test_the_duty_is_handed_over_on_paper_with_two_signatures(town: Town) -> None:
    handed_to_enforcement(town)
    officer, clearer = town.signed_in("officer"), town.signed_in("clearer")
    empty = officer.send("/roster/handover", note=" ")
    assert empty.status_code == 409 and "写“无”" in empty.text
    done = officer.send("/roster/handover", note="化工厂现场仍在处置")
    note = done.headers["location"].split("?")[0]
    assert "尚未签字" in officer.read(note) and "签字接班" not in officer.read(note)
    assert "等待接班人签字" in clearer.read("/roster/handover")
    clearer.send(f"{note}/sign", note="已知悉")
    page = clearer.read(note)
    assert "不该外传的标题" in page and "已知悉" in page and "尚未签字" not in page
    with town.database.read() as session:
        assert session.scalars(select(Handover.in_by)).one() == "clearer"
    town.signed_in("handler").read(note, status=403)


def test_a_call_is_logged_and_stands_in_the_history_and_among_the_notices(town: Town) -> None:
    town.change(people_at_enforcement)
    case, officer = handed_to_enforcement(town), town.signed_in("officer")
    town.clock.now = at("09:45")
    form = {"called": "执法局主要负责人", "number": "0714-6350001", "said": "已通知到场", "at": ""}
    assert officer.send(f"/case/{case}/call", **form).status_code == 409
    officer.send(f"/case/{case}/call", **form, reached="yes")
    page = officer.read(f"/case/{case}")
    assert "电话通知执法局主要负责人（已接通）" in page and "（电话）" in page
    assert "电话通知执法局主要负责人（已接通）" in town.signed_in("handler").read(f"/case/{case}")
    assert town.signed_in("handler").send(f"/case/{case}/call", **form, reached="yes").status_code == 403


def test_the_desk_says_who_is_on_duty_and_by_which_number(town: Town) -> None:
    officer = town.signed_in("officer")
    assert "无人在岗" in officer.read("/")
    officer.send("/roster/shift", **shift_form(town))
    town.clock.now = at("12:00")
    desk = officer.read("/")
    assert re.search(r"值班员</span>\s*officer\s*<a href=\"tel:0714-6350000\"", desk)
    town.clock.now = at("20:00") + timedelta(minutes=1)
    assert "0714-6350000" not in officer.read("/desk/duty")


def test_a_row_of_the_desk_has_the_number_of_whoever_is_asked(town: Town) -> None:
    handed_to_enforcement(town)

    def with_number(cast: Cast) -> None:
        contact = cast.contact(cast.enforcement, "handler", "jing@example.cn")
        contact.phone = "0714-6350009"

    town.change(with_number)
    assert 'href="tel:0714-6350009"' in town.signed_in("officer").read("/desk/waiting")


def test_a_leader_reads_the_three_lines_on_the_desk_and_others_do_not(town: Town) -> None:
    handed_to_enforcement(town)
    assert "最重：“不该外传的标题”（二级橙）" in town.signed_in("leader").read("/")
    assert "三句话" not in town.signed_in("officer").read("/")


def delegated(cast: Cast, powers: list[str]) -> int:
    """王某 of 执法局 has delegated to the handler for the day; the delegation's id."""
    colleague = User(name="colleague", display_name="王某", role="unit", password_hash="x", created_at=NINE)
    colleague.unit_id = cast.enforcement.id
    cast.session.add(colleague)
    cast.session.flush()
    record = Absence(
        kind="travel", user_id=colleague.id, person="王某", deputy_user_id=cast.handler.id, deputy="handler",
        powers=powers, starts_at=NINE, ends_at=at("23:00"), reason="开会", by="officer", at=NINE,
    )  # fmt: skip
    cast.session.add(record)
    cast.session.flush()
    return record.id


def test_a_reply_to_an_order_is_signed_for_a_colleague_under_a_delegation_for_it(town: Town) -> None:
    proposed(town)
    with town.database.write() as session:
        town.cast.session = session
        number = delegated(town.cast, ["acknowledge"])
        order = session.scalars(select(SupervisionOrder).where(SupervisionOrder.unit_id.is_not(None))).first()
        assert order is not None
        order_id, case = order.id, order.case_id
    handler, form = town.signed_in("handler"), f"/unit/order/{order_id}"
    refused = handler.send(form, text="现场断网", absence=str(number))
    assert refused.status_code == 403 and "回复督办" in refused.text
    with town.database.write() as session:
        session.get_one(Absence, number).powers = ["answer_order"]
    assert "代 王某" in handler.read("/unit") and "代 王某" in handler.read(f"/case/{case}")
    assert handler.send(form, text="现场断网", absence=str(number)).status_code == 303
    assert "handler（代 王某）" in town.signed_in("officer").read(f"/case/{case}")
    assert "handler（代 王某）" in handler.read(f"/accountability/order/{order_id}")
