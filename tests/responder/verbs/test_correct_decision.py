"""A correction is a new entry: who may, when it is refused, and which decision is in force after it."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import (
    AuditEntry,
    Commendation,
    Decision,
    Notice,
    Proposal,
    PublicText,
)
from responder.accountability import in_force
from responder.accountability.propose import propose
from responder.accountability.terms import terms
from responder.evaluation.assessment import assess
from responder.evaluation.formats.xlsx import render
from responder.evaluation.period import Span
from responder.evaluation.rules import default_rules
from responder.verbs.account import decide, waive_side
from responder.verbs.commend import commend, decide_commendation
from responder.verbs.correct_decision import correct_commendation, correct_decision
from responder.verbs.tell_public import submit_text
from tests.support.cast import Cast, at


@pytest.fixture
def decided(cast: Cast) -> Proposal:
    """Criticism of 执法局, decided at noon."""
    case = cast.assigned()
    proposal = propose(
        cast.session, case, kind="interview", unit_id=cast.enforcement.id, faults=["late"], summary="迟。",
        evidence={}, by="machine", under=terms(cast.session, case), now=at("11:00"),
    )  # fmt: skip
    waive_side(cast.session, proposal, by=cast.officer, note="电话通知", now=at("11:30"))
    decide(cast.session, proposal, measure="criticism", reason="未发布", by=cast.leader, now=at("12:00"))
    return proposal


@pytest.fixture
def granted(cast: Cast) -> Commendation:
    """A commendation of 执法局, granted at noon."""
    case = cast.assigned()
    unit = cast.enforcement
    one = commend(cast.session, case, unit=unit, grounds="=连夜入户", by=cast.officer, now=at("11:00"))
    decide_commendation(cast.session, one, granted=True, reason="属实", by=cast.leader, now=at("12:00"))
    return one


def test_both_decisions_stay_and_the_last_is_in_force(cast: Cast, decided: Proposal) -> None:
    correct_decision(cast.session, decided, measure="none", reason="复核", by=cast.leader, now=at("13:00"))
    correct_decision(
        cast.session, decided, measure="interview", reason="再核", by=cast.leader, now=at("14:00")
    )
    made = in_force.decisions(cast.session, [decided.id])[decided.id]
    assert [one.measure for one in made] == ["criticism", "none", "interview"]
    assert cast.session.get_one(Decision, decided.id).reason == "未发布"
    last = in_force.decision(cast.session, decided.id)
    assert last is not None and (last.measure, last.by, last.at) == ("interview", "leader", at("14:00"))
    known = select(AuditEntry.detail).where(AuditEntry.action == "correct_decision").order_by(AuditEntry.id)
    assert [one["before"] for one in cast.session.scalars(known)] == ["criticism", "none"]
    told = select(func.count()).select_from(Notice).where(Notice.subject.startswith("【更正决定】"))
    assert cast.session.scalar(told)


@pytest.mark.parametrize(
    ("until", "measure"), [("12:00", None), ("13:00", "criticism"), ("13:01", "none"), (None, "none")]
)
def test_what_was_in_force_at_a_moment_can_be_asked(
    cast: Cast, decided: Proposal, until: str | None, measure: str | None
) -> None:
    correct_decision(cast.session, decided, measure="none", reason="复核", by=cast.leader, now=at("13:00"))
    made = in_force.decisions_as_of(at(until) if until else None)
    assert cast.session.scalars(select(made.c.measure)).all() == ([measure] if measure else [])


def test_a_correction_needs_what_a_decision_needs(cast: Cast, decided: Proposal) -> None:
    def tried(**changed: object) -> None:
        given = {"measure": "none", "reason": "复核", "by": cast.leader, "now": at("13:00")} | changed
        correct_decision(cast.session, decided, **given)  # type: ignore[arg-type]

    for by in (cast.officer, cast.handler, cast.own_leader):
        with pytest.raises(NotAllowed):
            tried(by=by)
    with pytest.raises(Refused, match="理由"):
        tried(reason=" ")
    with pytest.raises(Refused, match="现行决定已是“通报批评”"):
        tried(measure="criticism")
    with pytest.raises(Refused, match="严重后果"):
        tried(measure="accountability")
    with pytest.raises(Refused, match="没有"):
        tried(measure="praise")
    assert len(in_force.decisions(cast.session, [decided.id])[decided.id]) == 1


def test_what_is_undecided_cannot_be_corrected(cast: Cast) -> None:
    case = cast.assigned()
    one = commend(cast.session, case, unit=cast.enforcement, grounds="好", by=cast.officer, now=at("11:00"))
    with pytest.raises(Refused, match="尚无决定"):
        correct_commendation(cast.session, one, granted=True, reason="好", by=cast.leader, now=at("12:00"))
    assert in_force.grant(cast.session, one.id) is None


def test_a_text_of_the_former_decision_is_told_no_more(cast: Cast, decided: Proposal) -> None:
    (text,) = cast.session.scalars(select(PublicText)).all()
    correct_decision(
        cast.session, decided, measure="interview", reason="复核", by=cast.leader, now=at("13:00")
    )
    with pytest.raises(Refused, match="已经更正"):
        submit_text(cast.session, text, title="通报", body="通报批评", by=cast.officer, now=at("13:10"))
    new = cast.session.scalars(select(PublicText).order_by(PublicText.id.desc())).first()
    assert new is not None and "予以约谈" in new.body and "此前的决定同时更正" in new.body
    submit_text(cast.session, new, title="通报", body="约谈", by=cast.officer, now=at("13:20"))


def test_the_yearly_workbook_has_commendations_by_the_decision_in_force(
    cast: Cast, granted: Commendation
) -> None:
    def rows() -> list[tuple[object, ...]]:
        found = assess(cast.session, Span.parse("2026"), default_rules(), at("18:00"))
        sheet = load_workbook(io.BytesIO(render(found)))["表彰"]
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        return list(sheet.iter_rows(min_row=4, values_only=True))

    ((number, unit, _, _, what, decision, when),) = rows()
    assert (number, unit, what) == ("表2026-0001", "执法局", "=连夜入户")
    assert (decision, when) == ("表彰", "2026-11-23 12:00")
    with pytest.raises(NotAllowed):
        correct_commendation(
            cast.session, granted, granted=False, reason="有误", by=cast.own_leader, now=at("13:00")
        )
    correct_commendation(cast.session, granted, granted=False, reason="有误", by=cast.leader, now=at("13:00"))
    ((*_, decision, when),) = rows()
    assert (decision, when) == ("不予表彰", "2026-11-23 13:00")
