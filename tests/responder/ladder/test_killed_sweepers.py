"""Ten thousand clocks, many sweepers, SIGKILL at random: each rung once, no notice lost.

Real processes on a real database tell a real receiver, which honours the idempotency key as the webhook's
contract asks. Half of the thousand due clocks are due when the sweepers start, the others while they die.
"""

import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from huiying.core.database import Database
from huiying.core.models import AuditEntry, Case, Clock, Notice, Proposal, Robot, Rung, SupervisionOrder, Unit
from responder.clocks.plan import CaseFacts, PlannedClock, plan
from responder.clocks.policy import default_policy
from responder.ladder.rungs import next_rung, rungs
from tests.responder.ladder.killing import Sweepers, sweepers, until_none
from tests.support.cast import NINE
from tests.support.websites import Answer, LocalServer, Request

OPEN, DUE, CASES = 10_000, 1_000, 100
STEP = timedelta(seconds=10)
# Hours since a post of tier 3 was detected, and the rungs that its 48 hours have passed by then.
CLIMBED = {
    25: ["reminder_50"],
    49: ["reminder_50", "reminder_80", "overdue"],
    61: ["reminder_50", "reminder_80", "overdue", "supervision"],
    97: ["reminder_50", "reminder_80", "overdue", "supervision", "interview"],
}
# Enough to make the moments of a life differ: between two statements, within one, while sending.
PAUSES = (0.0, 0.6)


class Receiver:
    """Acts on a key once, whatever comes again, and remembers if the same key ever said something else."""

    def __init__(self, server: LocalServer) -> None:
        self.taken: dict[str, bytes] = {}
        self.came: Counter[str] = Counter()
        self.contradicted: list[str] = []
        server.answer("/hook", self._take)

    def _take(self, request: Request) -> Answer:
        key = request.headers["idempotency-key"]
        self.came[key] += 1
        if self.taken.setdefault(key, request.body) != request.body:
            self.contradicted.append(key)
        return Answer(200, json.dumps({"ok": True}).encode(), {"Content-Type": "application/json"})


@dataclass
class Town:
    """The clocks by id, with the rungs that each owes in the end."""

    database: Database
    owed: dict[int, list[str]]


@pytest.fixture
def receiver(local_server: LocalServer) -> Iterator[Receiver]:
    return Receiver(local_server)


KILLS = [
    pytest.param(20, id="20 kills"),
    pytest.param(200, id="200 kills", marks=pytest.mark.soak),
]


@pytest.mark.parametrize("kills", KILLS)
def test_eight_killed_sweepers_on_postgresql(
    pg_database: Database, local_server: LocalServer, receiver: Receiver, tmp_path: Path, kills: int
) -> None:
    town = filled(pg_database, local_server.url("/hook"), kills)
    climbed_under_kills(town, 8, kills, receiver, tmp_path / "complaints.log")


@pytest.mark.parametrize("kills", KILLS)
def test_four_killed_sweepers_on_sqlite(
    sqlite_database: Database, local_server: LocalServer, receiver: Receiver, tmp_path: Path, kills: int
) -> None:
    town = filled(sqlite_database, local_server.url("/hook"), kills)
    climbed_under_kills(town, 4, kills, receiver, tmp_path / "complaints.log")


def climbed_under_kills(town: Town, count: int, kills: int, receiver: Receiver, complaints: Path) -> None:
    dice = random.Random(20261123)
    with sweepers(town.database.url, count, NINE, complaints, dice) as running:
        for _ in range(kills):
            threading.Event().wait(dice.uniform(*PAUSES))
            running.kill_one()
            running.move_on(STEP)
        until_none(lambda: left(town, running), lambda: running.move_on(STEP))
    assert complaints.read_text(encoding="utf-8") == ""
    every_rung_exactly_once(town)
    every_rung_left_what_it_leaves_once(town)
    every_notice_arrived(town, receiver)


def left(town: Town, running: Sweepers) -> int:
    """Clocks that are due and notices that wait."""
    with town.database.read() as session:
        due = session.scalar(select(func.count(Clock.id)).where(Clock.next_rung_at <= running.now)) or 0
        waiting = session.scalar(select(func.count(Notice.id)).where(Notice.state == "pending")) or 0
    return due + waiting


def every_rung_exactly_once(town: Town) -> None:
    with town.database.read() as session:
        taken = session.execute(select(Rung.clock_id, Rung.rung)).all()
        audited = session.scalar(select(func.count()).where(AuditEntry.action == "rung"))
    owed = [(clock, rung) for clock, climbed in town.owed.items() for rung in climbed]
    assert sorted((clock, rung) for clock, rung in taken) == sorted(owed)
    assert audited == len(owed)


def every_rung_left_what_it_leaves_once(town: Town) -> None:
    with town.database.read() as session:
        ordered = session.execute(select(SupervisionOrder.clock_id, SupervisionOrder.number)).all()
        proposed = session.scalars(select(Proposal.clock_id)).all()
        missed = session.scalars(select(Clock.id).where(Clock.missed_at.is_not(None))).all()
    assert sorted(clock for clock, _ in ordered) == owing(town, "supervision")
    assert len({number for _, number in ordered}) == len(ordered)
    assert sorted(clock or 0 for clock in proposed) == owing(town, "interview")
    assert sorted(missed) == owing(town, "overdue")


def owing(town: Town, rung: str) -> list[int]:
    return sorted(clock for clock, climbed in town.owed.items() if rung in climbed)


def every_notice_arrived(town: Town, receiver: Receiver) -> None:
    """One a clock and robot that hears of its highest rung, each acted on once by who honours the key."""
    columns = (Notice.clock_id, Notice.rung, Notice.robot_id, Notice.key, Notice.state)
    with town.database.read() as session:
        notices = session.execute(select(*columns).where(Notice.channel == "webhook")).all()
        unreached = session.scalars(select(Notice.clock_id).where(Notice.channel == "none")).all()
    told = Counter((clock, rung) for clock, rung, *_ in notices if rung)
    asked = [key for clock, *_, key, _ in notices if clock is None]
    assert told == {(clock, climbed[-1]): HEARD[climbed[-1]] for clock, climbed in town.owed.items()}
    assert len({(clock, rung, robot) for clock, rung, robot, *_ in notices if rung}) == told.total()
    assert len(asked) == len(set(asked)) == len(owing(town, "interview")), "one a proposal asks the unit"
    assert len(asked) + told.total() == len(notices)
    assert {state for *_, state in notices} == {"sent"}
    assert set(receiver.taken) == {key for *_, key, _ in notices}
    assert sorted(clock or 0 for clock in unreached) == owing(town, "interview"), "no leader has an address"
    assert receiver.contradicted == []


# The bureau's robot and the office's; a reminder is the handler's alone.
HEARD = {"reminder_50": 1, "overdue": 2, "supervision": 1, "interview": 1}


def filled(database: Database, address: str, kills: int) -> Town:
    """Two units with a robot each, a hundred cases, ten thousand clocks; one in ten is due by the end."""
    dice = random.Random(1)
    with database.write() as session:
        office, bureau = Unit(name="办公室", is_office=True), Unit(name="执法局")
        session.add_all([office, bureau])
        session.flush()
        for unit in (office, bureau):
            robot = Robot(name=f"{unit.name}群", kind="webhook", address=address, unit_id=unit.id)
            robot.secret, robot.allow_private = "a secret of the test", True
            session.add(robot)
        session.add_all([a_case(number) for number in range(CASES)])
        session.flush()
        cases = session.scalars(select(Case.id)).all()
        rows, owed = [], {}
        for number in range(OPEN):
            hours, late = passed(number, kills, dice)
            rows.append({**clock_row(hours, late), "id": number + 1, "case_id": cases[number % CASES]})
            rows[-1]["holder_unit_id"] = bureau.id
            if number < DUE:
                owed[number + 1] = CLIMBED[max(hours, 25)]
        session.execute(insert(Clock), rows)
    return Town(database, owed)


def passed(number: int, kills: int, dice: random.Random) -> tuple[int, timedelta]:
    """Hours since detection: every other due clock is past its rungs, the next comes to its first while the
    sweepers die."""
    if number >= DUE:
        return 1, timedelta()
    if number % 2:
        return 24, STEP * dice.randrange(1, kills)
    return list(CLIMBED)[number // 2 % len(CLIMBED)], timedelta()


def a_case(number: int) -> Case:
    case = Case(number=f"2026-{number:04}", kind="opinion", title=f"某处异味{number}", tier=3)
    case.detected_at = case.opened_at = NINE - timedelta(days=5)
    case.opened_by, case.opened_why, case.archive = "machine", "达到三级响应", False
    return case


def clock_row(hours: int, late: timedelta) -> dict[str, object]:
    planned = response_clock(NINE - timedelta(hours=hours) + late)
    first = next_rung(rungs(planned), ())
    assert first
    row = {name: getattr(planned, name) for name in COPIED}
    return {**row, "born_overdue_seconds": 0, "moves": [], "next_rung": first.rung, "next_rung_at": first.at}


def response_clock(detected: datetime) -> PlannedClock:
    facts = CaseFacts(kind="opinion", tier=3, detected_at=detected)
    return next(it for it in plan(default_policy(), facts, detected) if it.milestone == "response")


COPIED = (
    "milestone", "holder", "anchor", "anchor_at", "planned_at", "due_at", "span_seconds", "calendar",
    "basis", "provisional", "policy",
)  # fmt: skip
