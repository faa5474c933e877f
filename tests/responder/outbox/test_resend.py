"""A dead letter goes out again once what stood in its way is mended."""

from datetime import timedelta
from typing import Any

import pytest

from huiying.core.errors import Refused
from huiying.core.models import AuditEntry, Contact, Notice
from huiying.core.settings import Settings
from responder.outbox import deliver
from responder.outbox.resend import dead_letters, resend
from tests.responder.outbox.conftest import NOON

LATER = NOON + timedelta(days=3)


def test_a_dead_letter_goes_to_the_corrected_address_under_its_own_key(
    town: Any, told: Any, mailbox: Any, settings: Settings
) -> None:
    mailbox.refused["alt@example.cn"] = "550 no such mailbox"
    contact = town.contact(town.bureau, "handler", "alt@example.cn", name="甲")
    with town.database.write() as session:
        told(session, unit_id=town.bureau.id)
    deliver(town.database, settings, NOON)
    (dead,) = town.rows(Notice)
    with town.database.write() as session:
        session.get_one(Contact, contact.id).email = "neu@example.cn"
        resend(session, dead.id, by="officer", now=LATER)
    assert deliver(town.database, settings, LATER).sent == 1
    (notice,) = town.rows(Notice)
    assert (notice.key, notice.state, notice.address) == (dead.key, "sent", "neu@example.cn")
    last = town.rows(AuditEntry)[-1]
    assert (last.action, last.actor, last.detail) == ("resend_notice", "officer", {"channel": "email"})


def test_it_has_all_its_attempts_again_though_it_is_days_old(
    town: Any, told: Any, hook: Any, settings: Settings
) -> None:
    town.robot("新闻办群", hook.url("/hook"))
    with town.database.write() as session:
        (queued,) = told(session, duty="office")
    hook.json("/hook", {}, status=503)
    for quarter in range(8):
        deliver(town.database, settings, NOON + timedelta(minutes=15 * quarter))
    with town.database.read() as session:
        assert [it.id for it in dead_letters(session)] == [queued.id]
    with town.database.write() as session:
        resend(session, queued.id, by="officer", now=LATER)
    assert deliver(town.database, settings, LATER).retried == 1
    hook.json("/hook", {"ok": True})
    assert deliver(town.database, settings, LATER + timedelta(minutes=15)).sent == 1


def test_it_is_put_back_once_and_only_where_it_is_dead(town: Any, told: Any) -> None:
    town.contact(town.bureau, "handler", "jing@example.cn")
    with town.database.write() as session:
        (queued,) = told(session, unit_id=town.bureau.id)
        with pytest.raises(Refused, match="并非“未送达”"):
            resend(session, queued.id, by="officer", now=NOON)
        with pytest.raises(Refused, match="没有编号"):
            resend(session, 4711, by="officer", now=NOON)


def test_one_without_a_channel_waits_until_there_is_one(
    town: Any, told: Any, mailbox: Any, settings: Settings
) -> None:
    with town.database.write() as session:
        (nobody,) = told(session, unit_id=town.bureau.id)
    with town.database.write() as session, pytest.raises(Refused, match="单位与人员"):
        resend(session, nobody.id, by="officer", now=LATER)
    town.contact(town.bureau, "handler", "jing@example.cn")
    with town.database.write() as session:
        resend(session, nobody.id, by="officer", now=LATER)
    assert deliver(town.database, settings, LATER).sent == 1
