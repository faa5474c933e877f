"""A publication that was wrong, and the corrected one after it."""

from typing import Any

import pytest
from sqlalchemy import select

from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import AuditEntry, Case, CasePost, Draft, Publication
from responder import casefile
from responder.evidence import Evidence
from responder.verbs.assign import assign
from responder.verbs.clear import CHECKLIST, clear, tick
from responder.verbs.correct import correct, corrections
from responder.verbs.draft import draft, rumour, submit
from responder.verbs.publish import publish
from tests.support.cast import TOLD, Cast, at

FIXED = {"title": "情况通报（更正）", "body": "事故造成3人死亡。", "error": "死亡人数应为3人"}


def put_out(cast: Cast, written: Draft, clock: str, contains: bool = True) -> Publication:
    submit(cast.session, written, by=cast.handler, policy=cast.policy, now=at(clock))
    for item in CHECKLIST:
        tick(cast.session, written, item, by=cast.clearer, now=at(clock))
    clear(cast.session, written, cleared=True, by=cast.clearer, policy=cast.policy, now=at(clock))
    seen = Evidence("https://park.example/1", at(clock), written.body, contains, "已抓取")
    return publish(
        cast.session, written, outlet="website", url=seen.url, published_at=at(clock), evidence=seen,
        by=cast.handler, policy=cast.policy, now=at(clock),
    )  # fmt: skip


def first(cast: Cast, contains: bool = True) -> Publication:
    written = draft(
        cast.session, cast.assigned(), kind="first_word", title="情况通报", body="事故造成1人死亡。",
        elements=TOLD, by=cast.handler, now=at("10:00"),
    )  # fmt: skip
    return put_out(cast, written, "10:20", contains)


def test_a_correction_is_published_as_any_text_and_says_what_it_corrects_and_who_noticed(cast: Cast) -> None:
    wrong = first(cast)
    fixed = correct(cast.session, wrong, **FIXED, noticed_by="others", by=cast.handler, now=at("11:00"))
    put_out(cast, fixed, "11:20")
    case = cast.session.get_one(Case, wrong.case_id)
    (note,) = corrections(cast.session, case)
    assert note.detail == {"corrects": wrong.id, "draft": fixed.id, "noticed_by": "others"}
    assert note.text == "更正“情况通报”：死亡人数应为3人（他人指出）"
    assert [one.draft_id for one in casefile.counted_publications(cast.session, case)] == [
        wrong.draft_id,
        fixed.id,
    ]
    assert "correct" in cast.session.scalars(select(AuditEntry.action)).all()


def test_a_correction_of_a_correction_is_possible_a_second_one_of_the_same_text_is_not(cast: Cast) -> None:
    wrong = first(cast)
    fixed = correct(cast.session, wrong, **FIXED, noticed_by="self", by=cast.handler, now=at("11:00"))
    with pytest.raises(Refused, match="已有更正"):
        correct(cast.session, wrong, **FIXED, noticed_by="self", by=cast.handler, now=at("11:10"))
    again = put_out(cast, fixed, "11:20")
    correct(cast.session, again, **FIXED, noticed_by="self", by=cast.handler, now=at("11:30"))
    assert len(corrections(cast.session, cast.session.get_one(Case, wrong.case_id))) == 2


def test_what_does_not_stand_as_published_cannot_be_corrected(cast: Cast) -> None:
    wrong = first(cast, contains=False)
    with pytest.raises(Refused, match="证据尚未成立"):
        correct(cast.session, wrong, **FIXED, noticed_by="self", by=cast.handler, now=at("11:00"))


def test_a_correction_says_what_was_wrong_and_who_noticed(cast: Cast) -> None:
    wrong = first(cast)
    with pytest.raises(Refused, match="错在哪里"):
        correct(
            cast.session, wrong, title="更正", body="正文。", error=" ", noticed_by="self",
            by=cast.handler, now=at("11:00"),
        )  # fmt: skip
    with pytest.raises(Refused, match="由谁发现"):
        correct(cast.session, wrong, **FIXED, noticed_by="nobody", by=cast.handler, now=at("11:00"))


def test_a_rumour_is_linked_by_its_number_and_stays_linked_in_a_correction(cast: Cast) -> None:
    case = cast.letter(1, at("09:00"))
    of_case, foreign = cast.letter(2, at("09:00")), cast.letter(3, at("09:00"))
    assign(cast.session, case, lead=cast.enforcement, by=cast.officer, policy=cast.policy, now=at("09:10"))
    posts = {one.case_id: one.post_id for one in cast.session.scalars(select(CasePost))}
    said: dict[str, Any] = {"kind": "reply", "title": "答复", "body": "并无此事。", "elements": TOLD}
    who: dict[str, Any] = {"by": cast.handler, "now": at("10:00")}
    with pytest.raises(Refused, match="没有编号为 4711"):
        rumour(cast.session, 4711)
    with pytest.raises(Refused, match="不在本事项或所属事件之内"):
        draft(cast.session, case, rebuts=rumour(cast.session, posts[foreign.id]), **said, **who)
    written = draft(cast.session, case, rebuts=rumour(cast.session, posts[case.id]), **said, **who)
    assert written.rebuts_post_id == posts[case.id] != posts[of_case.id]
    how: dict[str, Any] = {"outlet": "direct_reply", "recorded_by": "handler", "kind": "reply"}
    moments = dict.fromkeys(("published_at", "recorded_at", "evidence_at"), at("10:30"))
    record = Publication(case_id=case.id, draft_id=written.id, **how, **moments)
    cast.session.add(record)
    cast.session.flush()
    text: dict[str, Any] = {"title": "更正", "body": "并无此事。", "error": "错字", "noticed_by": "self"}
    assert correct(cast.session, record, **text, **who).rebuts_post_id == posts[case.id]


def test_a_progress_report_says_its_three_elements_too(cast: Cast) -> None:
    case = cast.assigned()
    said: dict[str, Any] = {"kind": "progress", "title": "进展", "body": "已扑灭。", "elements": {}}
    written = draft(cast.session, case, **said, by=cast.handler, now=at("10:00"))
    with pytest.raises(Refused, match="请写明“事实真相”；确不涉及的，注明原因"):
        submit(cast.session, written, by=cast.handler, policy=cast.policy, now=at("10:00"))


def test_another_unit_corrects_nothing(cast: Cast) -> None:
    wrong = first(cast)
    with pytest.raises(NotAllowed, match="执法局"):
        correct(cast.session, wrong, **FIXED, noticed_by="self", by=cast.outsider, now=at("11:00"))
