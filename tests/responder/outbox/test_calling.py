"""A robot calls those whom the notice asks: by their account in the group, else by their mobile number."""

from typing import Any

import pytest

from huiying.core.models import Contact, Notice
from huiying.core.settings import Settings
from responder.outbox import deliver
from tests.responder.outbox.conftest import NOON
from tests.support.websites import LocalServer

OK = {"errcode": 0, "code": 0}
MOBILE = "13800000001"


def contact(town: Any, unit: Any, duty: str, **ways: str) -> None:
    town.add(Contact(unit_id=unit.id, duty=duty, name=duty, **ways))


@pytest.fixture
def group(town: Any, local_server: LocalServer) -> Any:
    """The bureau's robot of a kind; what the platform was then told."""

    def sent(kind: str, settings: Settings, queued: Any) -> list[Any]:
        local_server.json("/hook", OK)
        town.robot("执法局群", local_server.url("/hook"), kind=kind, secret=None, unit=town.bureau)
        with town.database.write() as session:
            queued(session)
        deliver(town.database, settings, NOON)
        assert {notice.state for notice in town.rows(Notice) if notice.channel == kind} == {"sent"}
        return [request.json() for request in local_server.requests("/hook")]

    return sent


@pytest.mark.parametrize(
    ("kind", "ways", "called"),
    [
        ("wecom", {"wecom": "zhang.san", "phone": MOBILE}, "<@zhang.san>"),
        ("wecom", {"phone": MOBILE}, f'"mentioned_mobile_list": ["{MOBILE}"]'),
        ("dingtalk", {"dingtalk": "u-7", "phone": MOBILE}, '"atUserIds": ["u-7"]'),
        ("dingtalk", {"phone": MOBILE}, f'"atMobiles": ["{MOBILE}"]'),
        ("feishu", {"feishu": "ou_7", "phone": MOBILE}, "<at id=ou_7></at>"),
    ],
)
def test_the_handler_is_called(
    town: Any, told: Any, group: Any, settings: Settings, kind: str, ways: dict[str, str], called: str
) -> None:
    contact(town, town.bureau, "handler", **ways)
    (body,) = group(kind, settings, lambda session: told(session, unit_id=town.bureau.id))
    assert called.replace('"', "'") in str(body)


def test_feishu_calls_nobody_by_number(town: Any, told: Any, group: Any, settings: Settings) -> None:
    contact(town, town.bureau, "handler", phone=MOBILE)
    (body,) = group("feishu", settings, lambda session: told(session, unit_id=town.bureau.id))
    assert "<at" not in str(body) and MOBILE not in str(body)


def test_the_deputy_is_called_where_the_handler_cannot_be(
    town: Any, told: Any, group: Any, settings: Settings
) -> None:
    contact(town, town.bureau, "handler", phone="0714-1234567")
    contact(town, town.bureau, "deputy", wecom="li.si")
    (body,) = group("wecom", settings, lambda session: told(session, unit_id=town.bureau.id))
    assert "<@li.si>" in str(body)


def test_who_is_asked_in_the_same_notice_is_called_in_it_once(
    town: Any, told: Any, group: Any, settings: Settings
) -> None:
    contact(town, town.bureau, "handler", wecom="zhang.san")
    contact(town, town.bureau, "head", wecom="wang.wu")

    def queued(session: Any) -> None:
        for duty in ("handler", "head", "handler"):
            told(session, unit_id=town.bureau.id, duty=duty)

    (body,) = group("wecom", settings, queued)
    assert "<@zhang.san><@wang.wu>" in str(body)
