"""The ladder in the database: the worked example of the domain, once each, whoever sweeps."""

import threading
from datetime import datetime, timedelta

from sqlalchemy import select

from huiying.core.clock import local
from huiying.core.database import Database
from huiying.core.models import (
    Case,
    Clock,
    Contact,
    Notice,
    Proposal,
    Rung,
    SupervisionOrder,
    Unit,
    User,
)
from responder.clocks.policy import default_policy
from responder.duty import absences
from responder.duty.members import members
from responder.ladder.sweep import sweep
from responder.verbs.assign import assign
from responder.verbs.close import dismiss
from responder.verbs.confirm import confirm
from tests.support.cast import Cast, at


def opened(database: Database, **change: object) -> int:
    """The case of the worked example, confirmed at 09:20 and assigned at 09:30."""
    with database.write() as session:
        cast = Cast(session)
        case = cast.case(**change)
        start = max(at("09:20"), case.opened_at)
        confirm(session, case, tier=2, by=cast.officer, policy=cast.policy, now=start)
        later = start + timedelta(minutes=10)
        assign(session, case, lead=cast.enforcement, by=cast.officer, policy=cast.policy, now=later)
        return case.id


def rungs_of(database: Database, milestone: str) -> dict[str, str]:
    with database.read() as session:
        query = (
            select(Rung.rung, Rung.due_at)
            .join(Clock, Clock.id == Rung.clock_id)
            .where(Clock.milestone == milestone)
        )
        return {rung: f"{local(due):%H:%M}" for rung, due in session.execute(query)}


def sweep_through(database: Database, start: datetime, end: datetime) -> None:
    moment = start
    while moment <= end:
        sweep(database, moment)
        moment += timedelta(minutes=15)


def test_the_worked_example_runs_to_the_minute(database: Database) -> None:
    opened(database)
    sweep_through(database, at("09:30"), at("19:15"))
    assert rungs_of(database, "first_word") == {
        "reminder_50": "11:30",
        "reminder_80": "13:00",
        "overdue": "14:00",
        "supervision": "15:15",
        "interview": "19:15",
    }


def test_a_clock_born_overdue_is_laddered_from_its_planning(database: Database) -> None:
    opened(database, detected_at=at("16:00"), now=at("16:00"))
    sweep_through(database, at("16:00"), at("21:15"))
    assert rungs_of(database, "first_word") == {
        "overdue": "16:00",
        "supervision": "17:15",
        "interview": "21:15",
    }


def test_overdue_leaves_a_missed_clock_supervision_an_order_interview_a_proposal(
    database: Database,
) -> None:
    opened(database)
    sweep_through(database, at("09:30"), at("19:15"))
    with database.read() as session:
        clock = session.scalars(select(Clock).where(Clock.milestone == "first_word")).one()
        order = session.scalars(select(SupervisionOrder).where(SupervisionOrder.clock_id == clock.id)).one()
        proposal = session.scalars(select(Proposal).where(Proposal.clock_id == clock.id)).one()
        assert clock.missed_at == at("14:00")
        assert order.number.startswith("督2026-")
        assert order.reply_due_at - order.issued_at == timedelta(hours=24)
        assert proposal.kind == "interview"
        assert proposal.faults == ["late"]
        held = {share["holder"]: share["seconds"] for share in proposal.evidence["held"]}
        assert held == {"office": 30 * 60, "unit": (9 * 60 + 45) * 60}


def test_sweeping_again_at_the_same_moment_changes_nothing(database: Database) -> None:
    opened(database)
    first = sweep(database, at("14:00"))
    again = sweep(database, at("14:00"))
    assert first.total > 0
    assert again.total == 0


def test_after_three_days_down_the_passed_rungs_are_recorded_and_one_message_sent(
    database: Database,
) -> None:
    opened(database)
    sweep(database, at("09:00", days=3))
    with database.read() as session:
        clock = session.scalars(select(Clock).where(Clock.milestone == "first_word")).one()
        rungs = session.scalars(select(Rung).where(Rung.clock_id == clock.id)).all()
        told = session.scalars(select(Notice.rung).where(Notice.clock_id == clock.id)).all()
        assert {rung.rung: rung.late_recorded for rung in rungs} == {
            "reminder_50": True,
            "reminder_80": True,
            "overdue": True,
            "supervision": True,
            "interview": False,
        }
        assert set(told) == {"interview"}


def test_eight_sweepers_at_once_take_each_rung_once(pg_database: Database) -> None:
    opened(pg_database)
    summaries = []

    def run() -> None:
        own = Database(pg_database.url)
        summaries.append(sweep(own, at("19:15")))
        own.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with pg_database.read() as session:
        recorded = len(session.scalars(select(Rung)).all())
    assert sum(summary.total for summary in summaries) == recorded > 0


def test_a_late_office_is_supervised_itself(database: Database) -> None:
    with database.write() as session:
        cast = Cast(session)
        office_id = cast.office.id
        cast.case()
    sweep_through(database, at("09:10"), at("12:00"))
    with database.read() as session:
        order = session.scalars(
            select(SupervisionOrder).join(Clock).where(Clock.milestone == "confirm")
        ).one()
        interviews = session.scalars(
            select(Rung).join(Clock).where(Clock.milestone == "confirm", Rung.rung == "interview")
        ).all()
        assert order.unit_id == office_id
        assert interviews == []


def milestone_rungs(database: Database, milestone: str) -> list[str]:
    return list(rungs_of(database, milestone))


def test_a_reminder_due_at_two_at_night_is_taken_at_seven_and_not_at_all_where_the_duty_ended(
    database: Database,
) -> None:
    with database.write() as session:
        cast = Cast(session)
        facts = {
            "tier": 3,
            "grade": None,
            "occurred_at": None,
            "detected_at": at("02:00"),
            "now": at("02:00"),
        }
        kept, ended = (cast.case(title=title, **facts).id for title in ("路面积水", "误报"))
        officer = cast.officer.name
    for clock in ("02:00", "06:59"):
        sweep(database, at(clock, days=1))
    assert milestone_rungs(database, "response") == []
    with database.write() as session:
        by = session.scalars(select(User).where(User.name == officer)).one()
        false, policy = session.get_one(Case, ended), default_policy()
        dismiss(session, false, note="并无此事", by=by, policy=policy, now=at("05:00", days=1))
    sweep(database, at("07:00", days=1))
    with database.read() as session:
        query = select(Rung).join(Clock, Clock.id == Rung.clock_id).where(Clock.milestone == "response")
        assert [(one.case_id, one.rung) for one in session.scalars(query)] == [(kept, "reminder_50")]


def test_a_rung_that_asks_somebody_on_leave_asks_the_deputy_and_says_so(database: Database) -> None:
    case_id = opened(database)
    with database.write() as session:
        unit = session.scalars(select(Unit).where(Unit.name == "执法局")).one()
        head, deputy = (
            Contact(unit_id=unit.id, duty=duty, name=f"{name}某", email=f"{duty}@example.cn")
            for duty, name in (("head", "王"), ("deputy", "李"))
        )
        session.add_all([head, deputy])
        session.flush()
        people = {one.contact_id: one for one in members(session)}
        officer = session.scalars(select(User).where(User.name == "officer")).one()
        absences.enter(
            session,
            person=people[head.id],
            deputy=people[deputy.id],
            kind="leave",
            starts_at=at("08:00"),
            ends_at=at("18:00", days=2),
            reason="年休假",
            by=officer,
            now=at("08:00"),
        )
    sweep(database, at("14:00"))
    with database.read() as session:
        query = select(Notice).where(Notice.case_id == case_id, Notice.rung == "overdue")
        (told,) = [one for one in session.scalars(query) if one.channel == "email"]
    assert told.recipient == "执法局代理人 李某"
    assert told.lines[-3] == "由执法局代理人 李某代：执法局经办人没有登记联系方式"
    assert told.lines[-2].startswith(
        "由执法局代理人 李某代：执法局主要负责人 王某休假（至 2026年11月25日 18:00"
    )
    assert told.lines[-1] == "通知对象：执法局经办人、执法局主要负责人"


def test_a_tier_change_keeps_the_old_clocks_as_superseded(database: Database) -> None:
    case_id = opened(database)
    with database.write() as session:
        case = session.get_one(Case, case_id)
        officer = session.scalars(select(User).where(User.name == "officer")).one()
        confirm(
            session, case, tier=3, by=officer, policy=default_policy(), now=at("10:00"), reason="伤亡核减"
        )
    with database.read() as session:
        clocks = session.scalars(select(Clock).where(Clock.case_id == case_id)).all()
        running = {clock.milestone for clock in clocks if clock.ended_at is None}
        superseded = {clock.milestone for clock in clocks if clock.superseded_at}
        assert running == {"response", "acknowledge"}
        assert {"first_word", "explanation"} <= superseded


def test_after_downtime_each_person_hears_once_and_the_unit_hears_of_the_order_too(
    database: Database,
) -> None:
    case = opened(database)
    with database.write() as session:
        office, unit = (
            session.scalars(select(Unit).where(Unit.name == name)).one() for name in ("办公室", "执法局")
        )
        for where, duty in ((unit, "handler"), (unit, "head"), (unit, "leader"), (office, "handler")):
            session.add(
                Contact(unit_id=where.id, duty=duty, name=duty, email=f"{duty}{where.id}@park.example")
            )
    sweep(database, at("09:00", days=3))
    with database.read() as session:
        clock = session.scalars(select(Clock).where(Clock.milestone == "first_word")).one()
        order = session.scalars(select(SupervisionOrder).where(SupervisionOrder.clock_id == clock.id)).one()
        told = session.scalars(select(Notice).where(Notice.clock_id == clock.id)).all()
        asked = session.scalars(
            select(Notice).where(Notice.case_id == case, Notice.kind == "statement")
        ).all()
        assert len({one.address for one in told}) == len(told)
        said = [line for one in asked for line in one.lines]
        assert any(f"督办单 {order.number} 尚待书面回复" in line for line in said)
