"""Quiet hours, moot reminders, and one digest instead of a flood: nothing lost, nothing twice."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from huiying.core.database import Database
from huiying.core.keys import make_secret, read_secret
from huiying.core.models import AuditEntry, Case, Clock, Notice, NoticeAttempt
from huiying.core.settings import Settings
from responder.links.opening import look, use
from responder.outbox.calm import Manners, calm
from responder.outbox.claim import claim
from responder.outbox.deliver import deliver
from responder.outbox.resend import dead_letters, resend
from tests.responder.outbox.conftest import NOON, Queueing, Town
from tests.support.mailboxes import Mailbox
from tests.support.websites import LocalServer

NIGHT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # 02:00 of the 24th in the park
MORNING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def ask(town: Town, told: Queueing, case: Case | None = None, **more: Any) -> None:
    """Somebody of the bureau is told of a case of tier 3."""
    with town.database.write() as session:
        case = session.merge(case) if case else None
        told(session, unit_id=town.bureau.id, case=case, **more)


def cases(town: Town, many: int, **more: Any) -> list[Case]:
    return [town.case(f"2026-{number:04}", title=f"异味{number}", **more) for number in range(1, many + 1)]


def states(town: Town) -> list[str]:
    return [one.state for one in town.rows(Notice) if one.kind != "digest"]


@pytest.fixture
def handler(town: Town) -> Town:
    town.contact(town.bureau, "handler", "jing@example.cn")
    return town


def test_what_can_wait_waits_for_the_morning(
    handler: Town, settings: Settings, told: Queueing, mailbox: Mailbox
) -> None:
    ask(handler, told, handler.case(), now=NIGHT)
    assert deliver(handler.database, settings, NIGHT).claimed == 0
    assert deliver(handler.database, settings, MORNING - MINUTE).claimed == 0
    assert deliver(handler.database, settings, MORNING).sent == 1
    assert len(mailbox.letters) == 1


def test_tiers_1_and_2_the_office_and_machines_are_written_to_at_night(
    handler: Town, settings: Settings, told: Queueing, hook: LocalServer
) -> None:
    handler.contact(handler.office, "handler", "zhiban@example.cn")
    handler.robot("接口", hook.url("/hook"), unit=handler.bureau)
    ask(handler, told, handler.case("2026-0001", tier=2), now=NIGHT)
    ask(handler, told, handler.case("2026-0002"), now=NIGHT)
    with handler.database.write() as session:
        told(session, duty="office", occasion="office", now=NIGHT)
    assert deliver(handler.database, settings, NIGHT).sent == 4  # mail and hook, hook alone, the office
    assert states(handler).count("pending") == 1


def test_the_same_moment_twice_means_no_quiet_hours(
    handler: Town, settings: Settings, told: Queueing
) -> None:
    ask(handler, told, handler.case(), now=NIGHT)
    awake = settings.model_copy(update={"quiet_until": settings.quiet_from})
    assert deliver(handler.database, awake, NIGHT).sent == 1


@pytest.mark.parametrize(
    ("hour", "minute", "ends"),
    [(22, 59, None), (23, 0, "24 07:00"), (2, 0, "23 07:00"), (6, 59, "23 07:00"), (7, 0, None)],
)
def test_the_night_ends_in_the_morning_after(hour: int, minute: int, ends: str | None) -> None:
    here = datetime(2026, 11, 23, hour, minute, tzinfo=UTC) - timedelta(hours=8)
    morning = Manners.of(Settings()).morning(here)
    assert (f"{morning + timedelta(hours=0):%d %H:%M}" if morning else None) == ends


def test_a_reminder_that_waited_while_its_duty_was_done_is_not_sent(
    handler: Town, settings: Settings, told: Queueing
) -> None:
    clock = with_clock(handler)
    with handler.database.write() as session:
        clock = session.merge(clock)
        for kind in ("reminder", "overdue"):
            told(
                session,
                unit_id=handler.bureau.id,
                case=session.get_one(Case, clock.case_id),
                clock=clock,
                kind=kind,
                occasion=kind,
                now=NIGHT,
            )
    deliver(handler.database, settings, NIGHT)
    with handler.database.write() as session:
        session.get_one(Clock, clock.id).ended_at = NIGHT + timedelta(hours=2)
    assert deliver(handler.database, settings, MORNING).sent == 1
    assert {one.kind: one.state for one in handler.rows(Notice)} == {"reminder": "moot", "overdue": "sent"}


def with_clock(town: Town) -> Clock:
    case = town.case()
    made: Clock = town.add(
        Clock(
            case_id=case.id,
            milestone="reply",
            holder="unit",
            anchor="received",
            anchor_at=NOON,
            planned_at=NOON,
            due_at=MORNING,
            span_seconds=1,
            calendar="working",
            basis="-",
            policy={},
        )
    )
    return made


def test_a_flood_is_one_message_the_most_urgent_first_and_each_notice_is_recorded(
    handler: Town, settings: Settings, told: Queueing, mailbox: Mailbox
) -> None:
    for case in [*cases(handler, 6), handler.case("2026-0007", title="渗水", tier=4)]:
        ask(handler, told, case, subject=f"【超时】{case.title}")
    grave = handler.case("2026-0008", title="爆炸", tier=2)
    for occasion in ("assigned", "overdue"):
        ask(handler, told, grave, subject=f"【{occasion}】爆炸", occasion=occasion)
    assert deliver(handler.database, settings, NOON).sent == 2
    first, digest = sorted(
        (it.message for it in mailbox.letters), key=lambda it: "汇总" in str(it["Subject"])
    )
    assert "【assigned】爆炸" in first["Subject"]
    body = digest.get_body(("plain",)).get_content()
    listed = [line for line in body.splitlines() if line.startswith("【")]
    assert [line.split("（")[0] for line in listed[:2]] == ["【overdue】爆炸", "【超时】异味1"]
    assert listed[-1].startswith("【超时】渗水（2026-0007）") and len(listed) == 8
    assert states(handler) == ["sent"] * 9
    served = [one for one in handler.rows(Notice) if one.digest_id]
    assert len(served) == 8 and {one.sent_at for one in served} == {served[0].sent_at}
    assert deliver(handler.database, settings, NOON + MINUTE).claimed == 0


def test_six_are_no_flood(handler: Town, settings: Settings, told: Queueing, mailbox: Mailbox) -> None:
    for case in cases(handler, 6):
        ask(handler, told, case)
    assert deliver(handler.database, settings, NOON).sent == 6


def test_what_drips_after_a_flood_waits_and_comes_together_but_the_urgent_does_not(
    handler: Town, settings: Settings, told: Queueing, mailbox: Mailbox
) -> None:
    known = cases(handler, 6)
    for case in known:
        ask(handler, told, case)
    deliver(handler.database, settings, NOON)
    for number, case in enumerate(known, 1):
        later = NOON + MINUTE * number
        ask(handler, told, case, occasion="supervision", now=later)
        assert deliver(handler.database, settings, later).sent == 0
    grave = handler.case("2026-0009", title="爆炸", tier=1)
    ask(handler, told, grave, now=NOON + MINUTE * 7)
    assert deliver(handler.database, settings, NOON + MINUTE * 7).sent == 1
    assert deliver(handler.database, settings, NOON + MINUTE * 9).sent == 0
    ask(handler, told, known[0], occasion="interview", now=NOON + MINUTE * 16)
    after = deliver(handler.database, settings, NOON + MINUTE * 18)
    assert (after.sent, len(mailbox.letters)) == (1, 8)
    assert set(states(handler)) == {"sent"}


def test_a_group_and_a_machine_get_every_notice(
    town: Town, settings: Settings, told: Queueing, hook: LocalServer
) -> None:
    town.robot("接口", hook.url("/hook"), unit=town.bureau)
    for case in cases(town, 9):
        ask(town, told, case)
    assert deliver(town.database, settings, NOON).sent == 9


def test_a_digest_that_dies_leads_each_notice_another_way(
    town: Town, settings: Settings, told: Queueing, mailbox: Mailbox, local_server: LocalServer
) -> None:
    town.contact(town.bureau, "handler", "jing@example.cn", phone="13800001111")
    mailbox.refused["jing@example.cn"] = "550 no such mailbox"
    for case in cases(town, 7):
        ask(town, told, case)
    deliver(town.database, settings, NOON)
    found = town.rows(Notice)
    assert [one.state for one in found if one.channel == "email"] == ["failed"] * 8
    by_sms = [one for one in found if one.channel == "sms"]
    assert len(by_sms) == 7 and {one.state for one in by_sms} == {"pending"}
    with town.database.read() as session:
        letters = [one.kind for one in dead_letters(session)]
    assert letters == ["overdue"] * 7
    with town.database.write() as session:
        for one in dead_letters(session):
            resend(session, one.id, by="officer", now=NOON + MINUTE)
    mailbox.refused.clear()
    deliver(town.database, settings, NOON + MINUTE)
    assert [one.state for one in town.rows(Notice) if one.kind == "overdue" and one.channel == "email"] == [
        "sent"
    ] * 7


def test_a_kill_after_the_bundle_or_before_the_record_loses_and_doubles_nothing(
    handler: Town, settings: Settings, told: Queueing, mailbox: Mailbox
) -> None:
    for case in cases(handler, 7):
        ask(handler, told, case)
    killed_while_sending(handler.database, settings)
    assert deliver(handler.database, settings, NOON + MINUTE).claimed == 0, "the lease still runs"
    assert deliver(handler.database, settings, NOON + MINUTE * 3).sent == 1
    assert deliver(handler.database, settings, NOON + MINUTE * 20).claimed == 0
    digests = [one for one in handler.rows(Notice) if one.kind == "digest"]
    assert len(digests) == 1 and states(handler) == ["sent"] * 7
    assert len(handler.rows(NoticeAttempt)) == 2
    with handler.database.read() as session:
        bundled = session.scalars(select(AuditEntry).where(AuditEntry.action == "bundle")).one()
    assert len(bundled.detail["serves"]) == 7


def killed_while_sending(database: Database, settings: Settings) -> None:
    """What a process that dies after its claim leaves behind."""
    with database.write() as session:
        calm(session, Manners.of(settings), NOON)
        claim(session, NOON, limit=200, owner="killed")


def test_a_digest_lets_its_reader_into_each_case_and_nobody_else(
    handler: Town, settings: Settings, told: Queueing, mailbox: Mailbox
) -> None:
    make_secret(settings.secret_file)
    key = read_secret(settings.secret_file)
    flood = cases(handler, 7)
    for case in flood:
        ask(handler, told, case)
    ask(handler, told, flood[0], occasion="again")
    deliver(handler.database, settings, NOON)
    body = mailbox.letters[0].message.get_body(("plain",)).get_content()
    doors = re.findall(r"打开 (2026-\d{4})（限本人，[^）]+前有效）：http://huiying.example/l/(\S+)", body)
    assert [number for number, _ in doors] == [case.number for case in flood]
    with handler.database.write() as session:
        for number, given in doors:
            found = look(session, key, given, NOON)
            assert found and found.state == "open" and found.case.number == number
            assert found.holder and found.holder.unit_id == handler.bureau.id
            assert use(session, found, life=timedelta(hours=1), now=NOON)


def test_a_digest_of_the_office_has_no_doors(
    handler: Town, settings: Settings, told: Queueing, mailbox: Mailbox
) -> None:
    make_secret(settings.secret_file)
    handler.contact(handler.office, "handler", "zhiban@example.cn")
    with handler.database.write() as session:
        for case in cases(handler, 8):
            told(session, duty="office", case=session.merge(case), now=NOON)
    deliver(handler.database, settings, NOON)
    body = mailbox.letters[0].message.get_body(("plain",)).get_content()
    assert "短时间内通知较多" in body and "打开 2026" not in body
