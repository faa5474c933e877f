"""Notes on a stored report, and the signature that freezes it."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import AuditEntry, Report, ReportNote, User
from responder.reports.archive import annotate, digest, filed, find, sign_off
from responder.reports.weekly import make
from tests.responder.reports.formats.test_formats import MONDAY, at

WEEK = "2026-W47"
LEADER = User(name="leader", role="leader", display_name="主任")
OFFICE = User(name="office", role="office", display_name="值班员")
UNIT = User(name="unit", role="unit", display_name="经办人")


@pytest.fixture
def session(ledger: Any) -> Iterator[Session]:
    """One transaction on the ledger's database, with the week stored."""
    with ledger.database.write() as session:
        make(session, WEEK, MONDAY)
        yield session


def kept(session: Session) -> Report:
    return session.scalars(select(Report)).one()


def test_a_note_stands_on_the_stored_report(session: Session) -> None:
    row = kept(session)
    annotate(session, row, text=" 请说明。 ", by=LEADER, now=at(23, 9))
    (remark,) = find(session, WEEK, at(24)).remarks
    assert (remark.by, remark.at, remark.text) == ("leader", at(23, 9), "请说明。")


def test_a_signature_freezes_figures_and_notes(session: Session) -> None:
    row = kept(session)
    annotate(session, row, text="请说明。", by=OFFICE, now=at(23, 9))
    signature = sign_off(session, row, by=LEADER, now=at(23, 10))
    notes = list(session.scalars(select(ReportNote)))
    assert signature.digest == digest(row, notes)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "sign_off")).one()
    assert entry.detail == {"digest": signature.digest}
    with pytest.raises(Refused, match="已由leader签发"):
        annotate(session, row, text="再补一句", by=LEADER, now=at(23, 11))
    with pytest.raises(Refused, match="已由leader签发"):
        sign_off(session, row, by=LEADER, now=at(23, 11))
    shown = filed(session, row).signature
    assert shown is not None and shown.at == at(23, 10)


def test_another_figure_or_note_has_another_digest(session: Session) -> None:
    row = kept(session)
    before = digest(row, [])
    assert digest(row, [ReportNote(by="leader", at=at(23), text="请说明。")]) != before
    row.data = {**row.data, "week": "2026-W48"}
    assert digest(row, []) != before


def test_who_may_note_and_sign(session: Session) -> None:
    row = kept(session)
    with pytest.raises(NotAllowed):
        annotate(session, row, text="请说明。", by=UNIT, now=at(23, 9))
    with pytest.raises(NotAllowed):
        sign_off(session, row, by=OFFICE, now=at(23, 9))


@pytest.mark.parametrize(("text", "said"), [("  ", "不能为空"), ("字" * 2001, "2000 字")])
def test_a_note_is_neither_empty_nor_endless(session: Session, text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        annotate(session, kept(session), text=text, by=LEADER, now=at(23, 9))
