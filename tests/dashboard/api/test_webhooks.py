"""A system registers a webhook and hears, signed and once, what happens to cases."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from sqlalchemy import select

from huiying.core import audit
from huiying.core.models import Notice, Robot, User
from huiying.core.settings import Settings
from responder.outbox.deliver import deliver
from responder.outbox.people import AddressBook
from responder.outbox.relay import relay
from tests.dashboard.api.test_cases import do
from tests.dashboard.api.test_posts import machine
from tests.dashboard.conftest import Town
from tests.support.websites import LocalServer

SECRET = "a-secret-of-the-tests"
HOOK = {"name": "业务系统", "url": "https://oa.example/hook", "secret": SECRET, "events": ["confirm"]}


def registered(town: Town, **change: Any) -> int:
    answer = machine(town, "webhooks:write", of="administrator").post(
        "/api/v1/webhooks", json={**HOOK, **change}
    )
    assert answer.status_code == 201, answer.text
    made: int = answer.json()["id"]
    return made


@pytest.fixture(autouse=True)
def administrator(request: pytest.FixtureRequest) -> None:
    """The town has an administrator."""
    name = "either_town" if "either_town" in request.fixturenames else "town"
    town: Town = request.getfixturevalue(name)
    made = User(
        name="administrator",
        display_name="管理员",
        password_hash="-",
        role="administrator",
        created_at=town.clock(),
    )
    town.change(lambda cast: cast.session.add(made))


def confirmed(town: Town) -> int:
    case = town.case()
    do(machine(town, "cases:write", "cases:read"), case, "confirm", tier=2)
    with town.database.write() as session:
        audit.seal(session)
    return case


def queued(town: Town) -> list[Notice]:
    with town.database.read() as session:
        return list(session.scalars(select(Notice).where(Notice.kind == "event").order_by(Notice.id)))


def test_an_event_is_queued_once_to_who_asked_for_it(either_town: Town) -> None:
    registered(either_town)
    case = confirmed(either_town)
    assert relay(either_town.database, either_town.clock()) == 1
    assert relay(either_town.database, either_town.clock()) == 0
    (notice,) = queued(either_town)
    assert (notice.case_id, notice.detail["event"]) == (case, "confirm")


def test_it_hears_nothing_from_before_it_was_registered(town: Town) -> None:
    confirmed(town)
    registered(town, events=["*"])
    assert relay(town.database, town.clock()) == 0


def test_an_ended_webhook_hears_nothing_more(town: Town) -> None:
    number = registered(town)
    admin = machine(town, "webhooks:write", of="administrator")
    assert admin.delete(f"/api/v1/webhooks/{number}").status_code == 204
    confirmed(town)
    assert relay(town.database, town.clock()) == 0
    assert [hook["enabled"] for hook in admin.get("/api/v1/webhooks").json()["items"]] == [False]


def test_alerts_of_the_ladder_do_not_go_to_it(town: Town) -> None:
    registered(town)
    with town.database.read() as session:
        assert "业务系统" not in {one.name for one in AddressBook.read(session, town.clock()).office()}


def test_the_receiver_gets_a_signed_event_with_its_place_as_key(
    town: Town, local_server: LocalServer
) -> None:
    local_server.json("/hook", {"ok": True})
    number = registered(town)
    with town.database.write() as session:
        robot = session.get_one(Robot, number)
        robot.address, robot.allow_private = local_server.url("/hook"), True
    confirmed(town)
    relay(town.database, town.clock())
    settings = Settings(home=town.site.settings.home, public_url="https://huiying.example")
    deliver(town.database, settings, town.clock())
    (request,) = local_server.requests("/hook")
    said = json.loads(request.body)
    assert said["event"] == "confirm" and said["event_at"].startswith("2026-11-23T")
    assert said["link"].startswith("https://huiying.example/case/")
    signed = request.headers["x-huiying-timestamp"].encode() + b"." + request.body
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert request.headers["x-huiying-signature"] == f"sha256={expected}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": "http://oa.example/hook"}, "https"),
        ({"url": "ftp://oa.example"}, "http"),
        ({"secret": "short"}, "errors"),
        ({"events": ["explode"]}, "errors"),
        ({"name": ""}, "errors"),
    ],
)
def test_what_could_never_be_sent_to_is_refused(town: Town, change: dict[str, Any], said: str) -> None:
    admin = machine(town, "webhooks:write", of="administrator")
    answer = admin.post("/api/v1/webhooks", json={**HOOK, **change})
    assert answer.status_code == 422 and said in answer.text


def test_only_an_administrator_registers(town: Town) -> None:
    answer = machine(town, "webhooks:write").post("/api/v1/webhooks", json=HOOK)
    assert answer.status_code == 403


def test_a_name_is_given_once(town: Town) -> None:
    registered(town)
    admin = machine(town, "webhooks:write", "status:read", of="administrator")
    assert "请换一个名称" in admin.post("/api/v1/webhooks", json=HOOK).json()["detail"]
