"""A unit's third missed answer within ninety days: criticism is proposed, once, and nothing else."""

import threading
from datetime import timedelta

from sqlalchemy import func, select

from huiying.core.database import Database
from huiying.core.models import Case, Clock, Fault, Proposal, User
from responder.accountability import faults
from responder.accountability.repeats import propose_repeats
from responder.verbs.account import decide
from tests.support.cast import Cast, at


def missed(database: Database, cast: Cast, days: int) -> None:
    """执法局 missed its first word on a case of that day."""
    with database.write() as session:
        cast.session = session
        case = cast.assigned()
        query = select(Clock).where(Clock.case_id == case.id, Clock.milestone == "first_word")
        clock = session.scalars(query).one()
        clock.due_at = clock.missed_at = at("14:00", days)
        clock.planned_at = clock.anchor_at
        assert faults.find_late(session, case, clock, at("14:01", days))


def set_up(database: Database) -> Cast:
    with database.write() as session:
        return Cast(session)


def proposals(database: Database) -> list[Proposal]:
    with database.read() as session:
        return list(session.scalars(select(Proposal).order_by(Proposal.id)))


def test_the_third_miss_proposes_criticism_of_the_unit_and_names_all_three(database: Database) -> None:
    cast = set_up(database)
    for days in (0, 30):
        missed(database, cast, days)
    assert propose_repeats(database, at("15:00", 30)) == 0
    missed(database, cast, 90)
    assert propose_repeats(database, at("15:00", 90)) == 1
    (one,) = proposals(database)
    assert (one.kind, one.faults, one.unit_id) == ("criticism", ["late"], cast.enforcement.id)
    assert one.summary == (
        "执法局在 90 天内第 3 次未按时回应（事项 2026-0001、2026-0002、2026-0003），建议通报批评。"
    )
    assert len(one.evidence["missed"]) == 3


def test_misses_further_apart_propose_nothing(database: Database) -> None:
    cast = set_up(database)
    for days in (0, 30, 91):
        missed(database, cast, days)
    assert propose_repeats(database, at("15:00", 91)) == 0


def test_counted_misses_do_not_count_again(database: Database) -> None:
    cast = set_up(database)
    for days in (0, 1, 2, 3, 4):
        missed(database, cast, days)
        propose_repeats(database, at("15:00", days))
    assert len(proposals(database)) == 1
    missed(database, cast, 5)
    assert propose_repeats(database, at("15:00", 5)) == 1


def test_eight_at_once_propose_it_once(database: Database) -> None:
    cast = set_up(database)
    for days in (0, 1, 2):
        missed(database, cast, days)
    start, made = threading.Barrier(8), []

    def run() -> None:
        start.wait()
        made.append(propose_repeats(database, at("15:00", 2)))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(made), len(proposals(database))) == (1, 1)
    with database.read() as session:
        assert session.scalar(select(func.count(Fault.counted_in_id))) == 3


def test_after_the_units_time_has_passed_the_leader_may_decide_without_its_side(database: Database) -> None:
    cast = set_up(database)
    for days in (0, 1, 2):
        missed(database, cast, days)
    propose_repeats(database, at("15:00", 2))
    with database.write() as session:
        proposal = session.scalars(select(Proposal)).one()
        leader = session.scalars(select(User).where(User.name == "leader")).one()
        assert session.get_one(Case, proposal.case_id).number == "2026-0003"
        due = proposal.statement_due_at
        assert due is not None
        late = due + timedelta(minutes=1)
        done = decide(session, proposal, measure="criticism", reason="屡次未按时", by=leader, now=late)
        assert done.measure == "criticism"
