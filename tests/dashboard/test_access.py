"""Who sees and does what: every route with every role; nothing of others shows anywhere."""

import re
from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy import func, select

from dashboard.access import ALLOWED
from dashboard.routes import PAGES
from huiying.core.models import AuditEntry, Case, Unit
from responder.verbs.assign import assign
from responder.verbs.confirm import confirm
from tests.dashboard.conftest import Town
from tests.support.cast import Cast

PEOPLE = {"officer": "office", "handler": "unit", "leader": "leader"}
SECRET = "不该外传的标题"


def handed_to_enforcement(town: Town, **change: object) -> int:
    """A confirmed case that 执法局 leads; its id."""
    case_id = town.case(title=SECRET, **change)

    town.change(lambda cast: assigned(cast, case_id, town.clock()))
    return case_id


def assigned(cast: Cast, case_id: int, now: datetime, supporting: Sequence[Unit] = ()) -> None:
    """The office confirms the case and gives it to 执法局."""
    case = cast.session.get_one(Case, case_id)
    confirm(cast.session, case, tier=2, by=cast.officer, policy=cast.policy, now=now)
    assign(
        cast.session,
        case,
        lead=cast.enforcement,
        supporting=supporting,
        by=cast.officer,
        policy=cast.policy,
        now=now,
    )


def test_every_page_behind_the_log_in_turns_strangers_away(town: Town) -> None:
    visitor = town.visitor()
    for page in PAGES:
        if page.asks is None:
            continue
        path = re.sub(r"\{[^}]+\}", "1", page.path)
        answer = visitor.http.request(page.method, path)
        if page.by_link:
            assert answer.status_code == 403, path
            continue
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/login"), path


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_an_account_opens_no_page_of_a_link(town: Town, name: str) -> None:
    case, visitor = handed_to_enforcement(town), town.signed_in(name)
    for page in (one for one in PAGES if one.by_link):
        path = re.sub(r"\{[^}]+\}", str(case), page.path)
        answer = visitor.http.get(path) if page.method == "GET" else visitor.send(path)
        assert answer.status_code == 403 and SECRET not in answer.text, path


def test_every_page_names_a_known_permission() -> None:
    assert {page.asks for page in PAGES if page.asks} <= ALLOWED.keys()


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_every_action_is_refused_to_roles_that_may_not_ask_for_it(town: Town, name: str) -> None:
    case, visitor = handed_to_enforcement(town), town.signed_in(name)
    refused = [p for p in PAGES if p.asks and PEOPLE[name] not in ALLOWED[p.asks]]
    assert refused
    for page in refused:
        path = re.sub(r"\{case[^}]*\}", str(case), page.path)
        path = re.sub(r"\{[^}]+\}", "1", path)
        answer = visitor.http.get(path) if page.method == "GET" else visitor.send(path)
        assert answer.status_code == 403, (page.path, answer.status_code)


def test_a_unit_does_not_know_of_a_case_of_others(town: Town) -> None:
    case, outsider = handed_to_enforcement(town), town.signed_in("outsider")
    assert SECRET not in outsider.read(f"/case/{case}", status=404)
    for path in (
        "/unit",
        "/unit/tasks",
        "/cases",
        "/cases?show=overdue",
        "/accountability",
        "/desk/waiting",
        "/desk/events",
    ):
        assert SECRET not in outsider.read(path), path
    for form in ("acknowledge", "draft", "draft/1/submit", "publication/1", "publication/1/correct"):
        assert outsider.send(f"/case/{case}/{form}").status_code == 404, form


def test_a_unit_counts_only_its_own_cases(town: Town) -> None:
    handed_to_enforcement(town)
    figure = re.compile(r"在办事项</span>\s*<span class=\"value\">(\d+)")
    assert figure.search(town.signed_in("outsider").read("/unit")).group(1) == "0"
    assert figure.search(town.signed_in("handler").read("/unit")).group(1) == "1"


def test_a_supporting_unit_reads_the_case_but_may_not_act(either_town: Town) -> None:
    town = either_town
    case_id = town.case()

    town.change(lambda cast: assigned(cast, case_id, town.clock(), [cast.welfare]))
    outsider = town.signed_in("outsider")
    page = outsider.read(f"/case/{case_id}")
    assert "/acknowledge" not in page and 'action="/case/' not in page
    assert outsider.send(f"/case/{case_id}/acknowledge").status_code == 403


def test_a_unit_that_was_only_proposed_for_reads_the_case(town: Town) -> None:
    case = town.case()
    assert "棋盘洲" in town.signed_in("handler").read(f"/case/{case}")


def test_a_unit_that_was_doubtfully_proposed_for_does_not(town: Town) -> None:
    case = town.case(ask_unit=True)
    town.signed_in("handler").read(f"/case/{case}", status=404)


def test_units_have_no_business_with_the_park_wide_parts(town: Town) -> None:
    handler = town.signed_in("handler")
    for part in ("trend", "units", "sources"):
        handler.read(f"/desk/{part}", status=404)
    handler.read("/timeliness", status=403)
    handler.read("/event/1", status=403)


def test_refusals_are_audited(town: Town) -> None:
    case = handed_to_enforcement(town)
    town.signed_in("outsider").read(f"/case/{case}", status=404)
    assert town.signed_in("leader").send(f"/case/{case}/close", note="x").status_code == 403
    with town.database.read() as session:
        query = select(AuditEntry.actor, AuditEntry.object_id).where(AuditEntry.action == "refused")
        found = {(row.actor, row.object_id) for row in session.execute(query)}
        assert session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "close")) == 0
    assert found == {("outsider", f"/case/{case}"), ("leader", f"/case/{case}/close")}
