"""A small town: the press office, one bureau, and what a case needs to be told of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from huiying.core.database import Database
from huiying.core.models import Base, Case, Contact, Robot, Unit
from huiying.core.settings import Settings
from responder.outbox import queue
from tests.support.mailboxes import Mailbox
from tests.support.websites import LocalServer

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SECRET = "a-secret-of-the-tests"


@dataclass
class Town:
    """Rows are added by name; each method commits and returns what was stored."""

    database: Database
    office: Unit = field(init=False)
    bureau: Unit = field(init=False)

    def __post_init__(self) -> None:
        self.office = self.add(Unit(name="办公室", is_office=True))
        self.bureau = self.add(Unit(name="执法局"))

    def add(self, row: Any) -> Any:
        with self.database.write() as session:
            session.add(row)
        return row

    def contact(
        self, unit: Unit, duty: str, email: str | None, name: str = "", phone: str | None = None
    ) -> Contact:
        row = Contact(unit_id=unit.id, duty=duty, name=name, email=email, phone=phone)
        made: Contact = self.add(row)
        return made

    def robot(
        self, name: str, address: str = "https://robot.example/hook", *, unit: Unit | None = None, **more: Any
    ) -> Robot:
        values = {"kind": "webhook", "secret": SECRET, "allow_private": True, **more}
        made: Robot = self.add(Robot(name=name, address=address, unit_id=unit.id if unit else None, **values))
        return made

    def case(self, number: str = "2026-0001", **more: Any) -> Case:
        values = {"kind": "opinion", "title": "某厂夜间异味", "tier": 3, "archive": False, **more}
        made: Case = self.add(
            Case(
                number=number,
                detected_at=NOON,
                opened_at=NOON,
                opened_by="machine",
                opened_why="达到三级响应",
                **values,
            )
        )
        return made

    def rows(self, model: type[Base]) -> list[Any]:
        with self.database.read() as session:
            return session.query(model).order_by(model.__mapper__.primary_key[0]).all()


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


@pytest.fixture
def settings(mailbox: Mailbox) -> Settings:
    """Mail goes to the test's own receiver."""
    return Settings(
        public_url="http://huiying.example",
        smtp_host=mailbox.host,
        smtp_port=mailbox.port,
        smtp_security="none",
        smtp_from="huiying@example.cn",
    )


@pytest.fixture
def hook(local_server: LocalServer) -> LocalServer:
    """A webhook receiver at /hook that says it has the message."""
    local_server.json("/hook", {"ok": True})
    return local_server


Queueing = Callable[..., list[Any]]


@pytest.fixture
def told() -> Queueing:
    """queue() with the words of an overdue case filled in."""

    def fill(session: Session, **more: Any) -> list[Any]:
        values = {
            "kind": "overdue",
            "duty": "handler",
            "unit_id": None,
            "subject": "首发权威信息已超时",
            "lines": ["事项 2026-0001 的首发权威信息已超时 5 分。", "请立即发布。"],
            "now": NOON,
            "occasion": "overdue",
        }
        return queue(session, **(values | more))

    return fill
