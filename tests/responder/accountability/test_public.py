"""Texts told in public: drafted from the record without persons, cleared by somebody else."""

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Fault, Proposal, PublicText, PublicTextClearance
from responder.accountability.names import without_names
from responder.verbs.account import decide, state_side
from responder.verbs.find_harm import find_harm_of
from responder.verbs.tell_public import ITEMS, clear_text, draft_text, publish_text, submit_text, texts_of
from tests.responder.accountability.test_faults import spoken
from tests.support.cast import Cast, at


def decided(cast: Cast) -> Proposal:
    cast.handler.display_name = "钱多多"
    spoken(cast, cast.assigned(), "15:00")
    fault = cast.session.scalars(select(Fault)).one()
    harm = "经办钱多多未及时上报，李主任电话13800138000，张三先生等群众聚集"
    proposal = find_harm_of(cast.session, fault, text=harm, by=cast.officer, now=at("16:00"))
    state_side(cast.session, proposal, text="通信中断", by=cast.handler, now=at("16:10"))
    decide(
        cast.session,
        proposal,
        measure="accountability",
        reason="钱多多值守不力",
        by=cast.leader,
        now=at("17:00"),
    )
    return proposal


def test_a_decision_leaves_a_draft_notice_without_persons(cast: Cast) -> None:
    (text,) = texts_of(cast.session, decided(cast))
    assert text.kind == "notice" and text.title == "关于执法局在“棋盘洲一化工厂爆炸”中不及时的处理通报"
    assert "执法局" in text.body and "予以问责" in text.body and "2026-0001" not in text.body
    for gone in ("钱多多", "李", "13800138000", "张三"):
        assert gone not in text.body, gone
    assert text.removed == 5 and text.drafter_id is None


def test_a_decision_not_to_hold_to_account_leaves_no_notice(cast: Cast) -> None:
    spoken(cast, cast.assigned(), "15:00")
    fault = cast.session.scalars(select(Fault)).one()
    proposal = find_harm_of(cast.session, fault, text="聚集", by=cast.officer, now=at("16:00"))
    decide(cast.session, proposal, measure="none", reason="情有可原", by=cast.leader, now=at("17:00"))
    assert texts_of(cast.session, proposal) == []


def test_who_submits_it_does_not_clear_it_and_every_item_is_ticked(cast: Cast) -> None:
    (text,) = texts_of(cast.session, decided(cast))
    session = cast.session
    with pytest.raises(Refused, match="钱多多"):
        submit_text(session, text, title="通报", body="钱多多", by=cast.officer, now=at("17:10"))
    submit_text(session, text, title=text.title, body=text.body, by=cast.officer, now=at("17:10"))
    clear = {"cleared": True, "note": "", "now": at("17:20")}
    with pytest.raises(NotAllowed, match="起草人"):
        clear_text(session, text, ticked=ITEMS, by=cast.officer, **clear)
    with pytest.raises(Refused, match="不含个人姓名"):
        clear_text(session, text, ticked=[one for one in ITEMS if one != "names"], by=cast.clearer, **clear)
    with pytest.raises(Refused, match="尚未通过"):
        publish_text(session, text, url="https://park.example/n", by=cast.officer, now=at("17:20"))
    record = clear_text(session, text, ticked=ITEMS, by=cast.clearer, **clear)
    assert record.ticks["names"] == {"by": "clearer", "at": at("17:20").isoformat()}
    publish_text(session, text, url="https://park.example/n", by=cast.officer, now=at("17:30"))
    with pytest.raises(Refused, match="已登记"):
        publish_text(session, text, url="https://park.example/n", by=cast.officer, now=at("17:40"))


def test_the_database_refuses_a_clearer_who_drafted_it(cast: Cast) -> None:
    (text,) = texts_of(cast.session, decided(cast))
    submit_text(cast.session, text, title="通报", body="正文", by=cast.officer, now=at("17:10"))
    row = {"text_id": text.id, "drafter_id": cast.officer.id, "clearer_id": cast.officer.id}
    with pytest.raises(IntegrityError), cast.session.begin_nested():
        cast.session.execute(
            insert(PublicTextClearance).values(cleared=True, ticks={}, at=at("17:20"), **row)
        )


def test_a_text_that_was_sent_back_is_drafted_anew(cast: Cast) -> None:
    proposal = decided(cast)
    (text,) = texts_of(cast.session, proposal)
    with pytest.raises(Refused, match="已经起草"):
        draft_text(cast.session, proposal, kind="notice", by=cast.officer, now=at("17:05"))
    submit_text(cast.session, text, title="通报", body="正文", by=cast.officer, now=at("17:10"))
    clear_text(
        cast.session, text, cleared=False, ticked=(), note="口径不准", by=cast.clearer, now=at("17:20")
    )
    draft_text(cast.session, proposal, kind="notice", by=cast.officer, now=at("17:30"))
    draft_text(cast.session, proposal, kind="model_case", by=cast.officer, now=at("17:30"))
    assert [one.kind for one in cast.session.scalars(select(PublicText))] == [
        "notice",
        "notice",
        "model_case",
    ]


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("执法局局长王建国同志值守", "执法局局长有关人员同志值守"),
        ("村民李四反映", "村民有关人员反映"),
        ("张家村村民多次反映", "张家村村民多次反映"),
        ("管委会主任办公会研究", "管委会主任办公会研究"),
        ("电话0714-6543210，邮箱a.b@c.cn", "电话（电话略），邮箱（邮箱略）"),
        ("证件42020219900101123X", "证件（证件号码略）"),
        ("事故造成12人受伤", "事故造成12人受伤"),
    ],
)
def test_persons_are_taken_out_and_places_and_offices_stay(text: str, without: str) -> None:
    assert without_names(text, [])[0] == without
