"""A small cast for tests: units, people of every role, and an opinion case of tier 2.

Nobody here is real: people are called by their role.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.clock import SHANGHAI
from huiying.core.models import Case, CasePost, Contact, Post, Robot, Source, Unit, User
from responder.clocks import keeper
from responder.clocks.policy import Policy, default_policy
from responder.verbs.assign import assign
from responder.verbs.confirm import confirm
from responder.verbs.open_case import open_case

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


# What a draft says of the three elements when all of them stand in the text.
TOLD = {key: {"present": True} for key in ("fact", "policy", "result")}


def at(clock: str, days: int = 0) -> datetime:
    """A moment of Monday 23 November 2026, or so many days later."""
    hour, minute = map(int, clock.split(":"))
    return NINE.replace(hour=hour, minute=minute) + timedelta(days=days)


@dataclass
class Cast:
    """Who is there: the office with two people, 执法局 with a handler, 社发局, two leaders."""

    session: Session
    policy: Policy = field(default_factory=default_policy)

    def __post_init__(self) -> None:
        self.office = self._unit("办公室", is_office=True)
        self.enforcement = self._unit("执法局")
        self.welfare = self._unit("社发局")
        self.officer = self._user("officer", "office", self.office)
        self.clearer = self._user("clearer", "office", self.office)
        self.handler = self._user("handler", "unit", self.enforcement)
        self.outsider = self._user("outsider", "unit", self.welfare)
        self.leader = self._user("leader", "leader", None)
        self.own_leader = self._user("own_leader", "leader", self.enforcement)
        self.session.flush()

    def robot(self, address: str, kind: str = "wecom") -> Robot:
        """A group robot of the office, allowed to be on this machine."""
        robot = Robot(name="值班群", kind=kind, address=address, allow_private=True)
        self.session.add(robot)
        self.session.flush()
        return robot

    def contact(self, unit: Unit, duty: str, email: str) -> Contact:
        """Somebody of a unit who is reached by e-mail."""
        contact = Contact(unit_id=unit.id, duty=duty, name=f"{unit.name}{duty}", email=email)
        self.session.add(contact)
        self.session.flush()
        return contact

    def case(self, **change: Any) -> Case:
        """An explosion of grade 2 that happened at 09:00 and was detected at 09:10."""
        facts: dict[str, Any] = {
            "kind": "opinion",
            "title": "棋盘洲一化工厂爆炸",
            "why": "事件等级二级，自动立项",
            "grade": 2,
            "tier": 2,
            "occurred_at": at("09:00"),
            "detected_at": at("09:10"),
            "proposed_unit": self.enforcement,
            "policy": self.policy,
            "now": at("09:10"),
        }
        return open_case(self.session, **{**facts, **change})

    def letter(self, number: int, when: datetime, **change: Any) -> Case:
        """A message case with one sender, who asks for help; `number` tells senders apart."""
        facts = {
            "kind": "message",
            "title": f"来信{number}",
            "why": "群众来信",
            "appeal": "help",
            "tier": None,
        }
        facts |= {"grade": None, "occurred_at": None, "detected_at": when, "now": when}
        post = Post(
            source_id=self._letterbox().id,
            key=str(number),
            channel="message",
            text="路灯不亮",
            published_at=when,
            detected_at=when,
            content_hash="0" * 64,
        )
        self.session.add(post)
        case = self.case(**{**facts, **change})
        self.session.add(CasePost(post_id=post.id, case_id=case.id, joined_at=when))
        keeper.replan(self.session, case, self.policy, when)
        return case

    def assigned(self, **change: Any) -> Case:
        """The case, confirmed at 09:20 and given to 执法局 at 09:30."""
        case = self.case(**change)
        confirm(self.session, case, tier=case.tier, by=self.officer, policy=self.policy, now=at("09:20"))
        handed = at("09:30")
        assign(self.session, case, lead=self.enforcement, by=self.officer, policy=self.policy, now=handed)
        return case

    def _letterbox(self) -> Source:
        found = self.session.scalars(select(Source).where(Source.name == "信箱")).first()
        if found is None:
            found = Source(name="信箱", kind="manual", channel="message", created_at=NINE)
            self.session.add(found)
            self.session.flush()
        return found

    def _unit(self, name: str, **fields: Any) -> Unit:
        unit = Unit(name=name, **fields)
        self.session.add(unit)
        self.session.flush()
        return unit

    def _user(self, name: str, role: str, unit: Unit | None) -> User:
        user = User(
            name=name,
            display_name=name,
            password_hash="-",
            role=role,
            unit_id=unit.id if unit else None,
            created_at=NINE,
        )
        self.session.add(user)
        return user
