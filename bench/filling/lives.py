"""Courses of cases, gone through by the real verbs and the real ladder; the rest are copies of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.database import Database
from huiying.core.models import Case, Contact, Event, Unit, User
from responder.clocks.policy import Policy
from responder.evidence import Evidence
from responder.ladder.sweep import sweep
from responder.verbs.acknowledge import acknowledge
from responder.verbs.assign import assign
from responder.verbs.clear import CHECKLIST, clear, tick
from responder.verbs.close import close, evaluate
from responder.verbs.confirm import confirm
from responder.verbs.draft import draft, submit
from responder.verbs.open_case import open_case
from responder.verbs.publish import publish

TOLD: dict[str, dict[str, Any]] = {key: {"present": True} for key in ("fact", "policy", "result")}
UNITS = ("执法局", "社发局", "经发局", "国土分局", "交运分局", "财政局", "人社局")
MINUTE = timedelta(minutes=1)


@dataclass
class Town:
    """Who handles the cases."""

    session: Session
    policy: Policy
    officer: User
    clearer: User
    handler: User
    lead: Unit
    start: datetime

    def at(self, minutes: float) -> datetime:
        """So many minutes after the case was detected."""
        return self.start + minutes * MINUTE


def people(session: Session, now: datetime, password_hash: str) -> None:
    """The office with two people and a leader, and units each with a handler."""
    office = Unit(name="办公室", is_office=True)
    units = [office, *(Unit(name=name) for name in UNITS)]
    session.add_all(units)
    session.flush()
    roles = [("officer", "office", office), ("clearer", "office", office), ("leader", "leader", None)]
    roles += [(f"handler{unit.id}", "unit", unit) for unit in units[1:]]
    for name, role, unit in roles:
        session.add(
            User(
                name=name,
                display_name=name,
                password_hash=password_hash,
                role=role,
                unit_id=unit.id if unit else None,
                created_at=now,
            )
        )
    for unit in units:
        for duty in ("handler", "head", "leader"):
            person = {"duty": duty, "name": f"{unit.name}{duty}", "email": f"{duty}{unit.id}@bench.example"}
            session.add(Contact(unit_id=unit.id, **person))


def live(database: Database, policy: Policy, start: datetime, *, unit: str, tier: int, until: str) -> int:
    """One case of an event, up to `until` (opened, assigned, late, answered, closed); its id."""
    with database.write() as session:
        case = _opened(_town(session, policy, start, unit), tier)
    steps = STEPS[: [name for name, _, _ in STEPS].index(until) + 1]
    for name, minutes, step in steps:
        if name == "late" and until != "late":
            continue
        sweep(database, start + minutes * MINUTE)
        with database.write() as session:
            step(_town(session, policy, start, unit), session.get_one(Case, case))
    return case


def _town(session: Session, policy: Policy, start: datetime, unit: str) -> Town:
    def person(name: str) -> User:
        return session.scalars(select(User).where(User.name == name)).one()

    lead = session.scalars(select(Unit).where(Unit.name == unit)).one()
    return Town(
        session, policy, person("officer"), person("clearer"), person(f"handler{lead.id}"), lead, start
    )


def _opened(town: Town, tier: int) -> int:
    case = open_case(
        town.session,
        kind="opinion",
        title="新港大道路灯长期不亮引起议论",
        why="舆情等级达到立项条件，自动立项",
        detected_at=town.start,
        occurred_at=town.start,
        policy=town.policy,
        now=town.start,
        event=town.session.get(Event, 1),
        tier=tier,
        level=tier,
        proposed_unit=town.lead,
    )
    return case.id


def _nothing(town: Town, case: Case) -> None:
    del town, case


def _assigned(town: Town, case: Case) -> None:
    facts = {"by": town.officer, "policy": town.policy}
    confirm(town.session, case, tier=case.tier, now=town.at(20), **facts)
    assign(town.session, case, lead=town.lead, now=town.at(30), **facts)
    acknowledge(town.session, case, by=town.handler, policy=town.policy, now=town.at(45))


def _answered(town: Town, case: Case) -> None:
    kinds = ("first_word", "explanation") if case.tier in (1, 2) else ("response",)
    for kind in kinds:
        _answer(town, case, kind)


def _answer(town: Town, case: Case, kind: str) -> None:
    session, policy = town.session, town.policy
    written = draft(
        session, case, kind=kind, title="关于路灯的情况说明", body="线路故障，已经修复。" * 20,
        elements=TOLD, by=town.handler, now=town.at(60),
    )  # fmt: skip
    submit(session, written, by=town.handler, policy=policy, now=town.at(70))
    for item in CHECKLIST:
        tick(session, written, item, by=town.clearer, now=town.at(75))
    clear(session, written, cleared=True, by=town.clearer, policy=policy, now=town.at(80))
    seen = Evidence(
        "https://park.example/1", town.at(100), "线路故障，已经修复。" * 20, True, "已抓取，与送审稿一致"
    )
    publish(
        session, written, outlet="media", url=seen.url, published_at=town.at(90), evidence=seen,
        by=town.handler, policy=policy, now=town.at(100),
    )  # fmt: skip


def _closed(town: Town, case: Case) -> None:
    facts = {"by": town.officer}
    close(town.session, case, note="已处置完毕", policy=town.policy, now=town.at(120), **facts)
    evaluate(town.session, case, text="回应及时", now=town.at(140), **facts)


STEPS: tuple[tuple[str, float, Callable[[Town, Case], None]], ...] = (
    ("opened", 0, _nothing),
    ("assigned", 20, _assigned),
    ("late", 60 * 24 * 6, _nothing),
    ("answered", 60, _answered),
    ("closed", 110, _closed),
)
