"""派单异议 by forms: a unit says that a case is not its own, the office decides."""

from datetime import timedelta

from sqlalchemy import func, select

from huiying.core.models import Assignment, CaseNote, Notice
from tests.dashboard.conftest import Town
from tests.dashboard.pages.test_case import alert, sent
from tests.dashboard.pages.test_desk import rows
from tests.dashboard.test_access import handed_to_enforcement

WHY = "供水管网由社发局管理，不属本单位职责"


def objected(town: Town) -> int:
    """A case to which 执法局 has objected from its phone page; its id."""
    case = handed_to_enforcement(town)
    suggested = str(town.cast.welfare.id)
    answer = town.signed_in("handler").send(f"/unit/case/{case}/object", reason=WHY, unit=suggested)
    assert (answer.status_code, answer.headers.get("location")) == (303, "/unit?did=object"), alert(answer)
    return case


def test_a_unit_objects_in_two_taps_on_its_own_page(town: Town) -> None:
    case = handed_to_enforcement(town)
    handler = town.signed_in("handler")
    page = handler.read("/unit")
    assert "不归我单位" in page and f'action="/unit/case/{case}/object"' in page
    assert f'<option value="{town.cast.enforcement.id}"' not in page  # it does not suggest itself
    handler.send(f"/unit/case/{case}/object", reason=WHY)
    page = handler.read("/unit?did=object")
    assert "异议已提交" in page and "已提异议，等新闻办决定" in page
    assert f"/unit/case/{case}/object" not in page
    with town.database.read() as session:
        assert session.scalars(select(CaseNote.text)).one() == WHY
        assert session.scalar(select(func.count(Notice.id)).where(Notice.kind == "objection"))


def test_the_office_is_asked_on_its_desk_and_gives_the_case_to_the_suggested_unit(either_town: Town) -> None:
    town = either_town
    case, office = objected(town), town.signed_in("officer")
    assert rows(office)[0][1] == "处理异议" and "已提异议" in office.read("/desk/waiting")
    page = office.read(f"/case/{case}")
    assert WHY in page and "建议由社发局办理" in page
    assert f'<option value="{town.cast.welfare.id}" selected>社发局（对方建议）' in page
    town.clock.now += timedelta(minutes=20)
    lead = str(town.cast.welfare.id)
    page = sent(office, f"/case/{case}/objection", decision="uphold", lead=lead, note="职责分工如此")
    assert "异议成立，已改派" in page and "异议处理：成立，改派" in page and "签收" in page
    assert rows(town.signed_in("outsider"))[0][1] == "签收"
    with town.database.read() as session:
        given = select(Assignment.lead_unit_id).where(Assignment.superseded_at.is_(None))
        assert session.scalars(given).one() == town.cast.welfare.id


def test_a_rejected_objection_leaves_the_case_and_is_not_raised_again(town: Town) -> None:
    case, office, handler = objected(town), town.signed_in("officer"), town.signed_in("handler")
    page = sent(office, f"/case/{case}/objection", decision="reject", note="职责清单写明归执法局")
    assert "异议不成立" in page
    assert "处理异议" not in [button for _, button in rows(office)]
    page = handler.read(f"/case/{case}")
    assert "职责清单写明归执法局" in page and f'action="/case/{case}/object"' not in page
    answer = handler.send(f"/case/{case}/object", reason=WHY)
    assert answer.status_code == 409 and "已经提过异议" in alert(answer)


def test_the_case_page_offers_it_too_and_keeps_what_was_written(town: Town) -> None:
    case, handler = handed_to_enforcement(town), town.signed_in("handler")
    own = str(town.cast.enforcement.id)
    answer = handler.send(f"/case/{case}/object", reason=WHY, unit=own)
    assert (answer.status_code, alert(answer)) == (409, "建议的承办单位不能是本单位。")
    assert WHY in answer.text and 'id="object" open' in answer.text
    assert "异议已提交" in sent(handler, f"/case/{case}/object", reason=WHY)
    assert "提出派单异议，等新闻办决定" in handler.read(f"/case/{case}")


def test_what_the_form_must_say(town: Town) -> None:
    case = objected(town)
    handler, office = town.signed_in("handler"), town.signed_in("officer")
    for fields, status, said in (
        ({"decision": "uphold", "note": "成立"}, 422, "请选择改派给哪个单位"),
        ({"decision": "uphold", "note": "成立", "lead": str(10**40)}, 422, "没有这个单位"),
        ({"decision": "uphold", "note": " ", "lead": str(town.cast.welfare.id)}, 409, "须写明理由"),
        ({"decision": "perhaps"}, 422, "请选择异议成立或不成立"),
    ):
        answer = office.send(f"/case/{case}/objection", **fields)
        assert answer.status_code == status and said in alert(answer), fields
    other = town.case(title="另一件")
    answer = office.send(f"/case/{other}/objection", decision="reject", note="无")
    assert answer.status_code == 409 and "没有待处理的异议" in alert(answer)
    assert handler.send(f"/case/{case}/objection", decision="reject", note="无").status_code == 403


def test_only_the_lead_unit_objects_and_others_do_not_know_of_the_case(town: Town) -> None:
    case = handed_to_enforcement(town)
    for path in (f"/case/{case}/object", f"/unit/case/{case}/object"):
        assert town.signed_in("outsider").send(path, reason=WHY).status_code == 404
        for name in ("officer", "leader"):
            assert town.signed_in(name).send(path, reason=WHY).status_code == 403
    with town.database.read() as session:
        assert session.scalars(select(CaseNote.id)).all() == []
