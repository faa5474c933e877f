"""更正 by forms: what was published is found wrong; the corrected text takes its way to publication."""

from datetime import timedelta

from sqlalchemy import select

from huiying.core.models import CaseNote, Draft, Publication
from tests.dashboard.conftest import Town
from tests.dashboard.pages.test_case import BODY, acknowledged, alert, cleared, sent

CORRECTION = {
    "error": "死亡人数误为2人",
    "noticed_by": "self",
    "title": "情况通报（更正）",
    "body": "更正：死亡3人。",
}


def published(town: Town) -> tuple[int, int]:
    """A case with a publication that counts, all by forms; their ids."""
    case = acknowledged(town)
    draft = cleared(town, case)
    town.clock.now += timedelta(minutes=20)
    place = {"outlet": "press_conference", "published_at": "2026-11-23T09:45"}
    sent(town.signed_in("handler"), f"/case/{case}/draft/{draft}/publish", **place)
    with town.database.read() as session:
        publication = session.scalars(select(Publication.id)).one()
    sent(town.signed_in("officer"), f"/case/{case}/publication/{publication}", note="看过发布会录像")
    return case, publication


def test_the_lead_unit_corrects_what_it_published(either_town: Town) -> None:
    town = either_town
    case, publication = published(town)
    handler, form = town.signed_in("handler"), f"/case/{case}/publication/{publication}/correct"
    page = handler.read(f"/case/{case}")
    assert f'action="{form}"' in page and f">{BODY}</textarea>" in page and "情况通报（更正）" in page
    page = sent(handler, form, **CORRECTION)
    assert "更正稿已保存" in page and "已有更正" in page and f'action="{form}"' not in page
    assert "更正“情况通报”：死亡人数误为2人（本单位自行发现）" in page
    with town.database.read() as session:
        draft = session.scalars(select(Draft).order_by(Draft.id.desc())).first()
        assert draft is not None and (draft.title, draft.body) == ("情况通报（更正）", "更正：死亡3人。")
        assert session.scalars(select(CaseNote.kind)).all() == ["correction"]
    assert "已送审" in sent(handler, f"/case/{case}/draft/{draft.id}/submit")


def test_a_refused_correction_stores_nothing_and_keeps_what_was_written(town: Town) -> None:
    case, publication = published(town)
    office, form = town.signed_in("officer"), f"/case/{case}/publication/{publication}/correct"
    for change, said in (
        ({"error": " "}, "请写明原发布错在哪里"),
        ({"noticed_by": "nobody"}, "请写明由谁发现"),
        ({"body": ""}, "标题和正文都不能为空"),
    ):
        answer = office.send(form, **{**CORRECTION, **change})
        assert answer.status_code == 409 and said in alert(answer)
        assert 'value="情况通报（更正）"' in answer.text and "<details open>" in answer.text
    assert "更正稿已保存" in sent(office, form, **CORRECTION)
    assert "已有更正" in alert(office.send(form, **CORRECTION))
    with town.database.read() as session:
        assert len(session.scalars(select(CaseNote.id)).all()) == 1


def test_a_publication_is_corrected_by_those_who_answer_for_it(town: Town) -> None:
    case, publication = published(town)
    form = f"/case/{case}/publication/{publication}/correct"
    for name in ("outsider", "leader"):
        visitor = town.signed_in(name)
        assert visitor.send(form, **CORRECTION).status_code == 403, name  # 社发局 helps, so it knows the case
        assert "/correct" not in visitor.read(f"/case/{case}")
    other = town.case(title="另一件")
    answer = town.signed_in("officer").send(f"/case/{other}/publication/{publication}/correct", **CORRECTION)
    assert answer.status_code == 404
    with town.database.read() as session:
        assert session.scalars(select(CaseNote.id)).all() == []
