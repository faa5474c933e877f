from datetime import UTC, datetime
from typing import Any

import pytest

from huiying.core.models import User
from responder.outbox.people import asked, recipients

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def account(town: Any, name: str, role: str, **more: Any) -> User:
    values = {"display_name": name, "password_hash": "-", "created_at": NOON, **more}
    made: User = town.add(User(name=name, role=role, **values))
    return made


def reached(town: Any, duty: str, unit_id: int | None = None) -> list[str | None]:
    with town.database.read() as session:
        return [it.address or it.name for it in recipients(session, duty, unit_id, NOON)]


def test_the_leadership_are_the_accounts_of_leaders(town: Any) -> None:
    account(town, "zhuren", "leader", email="zhuren@example.cn")
    account(town, "former", "leader", email="former@example.cn", disabled_at=NOON)
    account(town, "shenji", "auditor", email="shenji@example.cn")
    assert reached(town, "leadership") == ["zhuren@example.cn"]


def test_a_leaders_account_without_mail_is_reached_by_the_contact(town: Any) -> None:
    leader = account(town, "zhuren", "leader")
    contact = town.contact(town.bureau, "leader", "fenguan@example.cn")
    with town.database.write() as session:
        session.merge(contact).user_id = leader.id
    assert reached(town, "leadership") == ["fenguan@example.cn"]


def test_without_accounts_of_leaders_the_offices_own_leader_hears(town: Any) -> None:
    town.contact(town.office, "leader", "fenguan@example.cn")
    assert reached(town, "leadership") == ["fenguan@example.cn"]


def test_the_administrator_is_reached_by_account(town: Any) -> None:
    account(town, "admin", "administrator", email="admin@example.cn")
    assert reached(town, "administrator") == ["admin@example.cn"]


def test_the_office_is_its_handlers_and_the_robots_without_a_unit(town: Any) -> None:
    town.contact(town.office, "handler", "zhiban@example.cn")
    town.contact(town.office, "head", "zhuren@example.cn")
    town.robot("新闻办群")
    town.robot("办公室群", unit=town.office)
    town.robot("执法局群", unit=town.bureau)
    assert reached(town, "office") == ["zhiban@example.cn", "新闻办群", "办公室群"]


def test_a_contact_is_reached_by_the_mailbox_of_the_account(town: Any) -> None:
    user = account(town, "jing", "unit", email="jing@example.cn")
    contact = town.contact(town.bureau, "handler", None)
    with town.database.write() as session:
        session.merge(contact).user_id = user.id
    assert reached(town, "handler", town.bureau.id) == ["jing@example.cn"]


def test_who_is_asked_is_said_as_people_say_it(town: Any) -> None:
    with town.database.read() as session:
        words = [
            asked(session, duty, town.bureau.id, NOON)
            for duty in ("handler", "head", "leader", "office", "leadership", "administrator")
        ]
    assert words == ["执法局经办人", "执法局主要负责人", "执法局分管领导", "新闻办", "领导", "系统管理员"]


def test_an_unknown_duty_is_a_fault_of_the_caller(town: Any) -> None:
    with town.database.read() as session, pytest.raises(ValueError, match="janitor"):
        recipients(session, "janitor", None, NOON)


def test_a_person_without_a_mailbox_is_reached_by_sms(town: Any) -> None:
    town.contact(town.bureau, "handler", None, phone="138 0000 1111")
    town.contact(town.bureau, "handler", "jing@example.cn", phone="13800002222")
    assert reached(town, "handler", town.bureau.id) == ["13800001111", "jing@example.cn"]


def test_a_landline_reaches_nobody_and_the_deputy_is_asked(town: Any) -> None:
    town.contact(town.bureau, "handler", None, phone="0714-6350000")
    town.contact(town.bureau, "deputy", "dai@example.cn")
    assert reached(town, "handler", town.bureau.id) == ["dai@example.cn"]
