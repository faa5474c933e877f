"""Accounts and tokens, as the command uses them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import accounts
from huiying.core.database import Database
from huiying.core.errors import BadInput
from huiying.core.models import ApiToken, AuditEntry, Unit, User
from tests.support.cast import NINE


@pytest.fixture
def session(sqlite_database: Database) -> Iterator[Session]:
    with sqlite_database.write() as opened:
        yield opened


def make(session: Session, **change: object) -> User:
    fields = {"name": "wang", "display_name": "值班员", "password": "long-enough-1", "role": "office"}
    return accounts.create_user(session, **{**fields, "now": NINE, **change})


def test_an_account_keeps_no_password(session: Session) -> None:
    user = make(session)
    assert "long-enough" not in user.password_hash
    assert accounts.is_right(user, "long-enough-1")
    assert not accounts.is_right(user, "long-enough-2")
    assert not accounts.is_right(None, "long-enough-1")


@pytest.mark.parametrize(
    "change, said",
    [
        ({"password": "short"}, "至少 10 个字符"),
        ({"password": "aaaaaaaaaaaa"}, "过于简单"),
        ({"password": "wang-2026-11"}, "过于简单"),
        ({"role": "king"}, "没有“king”这种角色"),
        ({"role": "unit"}, "须指明所属单位"),
        ({"name": "王 五"}, "账号名为 2 至 40 个字符"),
        ({"name": "machine"}, "已被使用"),
    ],
)
def test_what_will_not_do_is_named(session: Session, change: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        make(session, **change)


def test_a_name_is_given_once(session: Session) -> None:
    make(session)
    with pytest.raises(BadInput, match="已被使用"):
        make(session)


def test_a_units_account_belongs_to_it(session: Session) -> None:
    unit = Unit(name="执法局")
    session.add(unit)
    session.flush()
    assert make(session, role="unit", unit=unit).unit_id == unit.id


def test_a_first_password_is_fit_and_never_the_same(session: Session) -> None:
    first, second = accounts.new_password(), accounts.new_password()
    assert first != second
    accounts.require_fit(first, "admin")


def test_a_token_is_shown_once_and_stored_as_a_hash(session: Session) -> None:
    user = make(session)
    token, secret = accounts.create_token(
        session, name="大屏", user=user, scopes=["status:read"], now=NINE, by="wang"
    )
    assert secret.startswith("hy_") and secret not in token.token_hash
    assert token.token_hash == accounts.hash_of(secret)
    with pytest.raises(BadInput, match="已有名为“大屏”的令牌"):
        accounts.create_token(session, name="大屏", user=user, scopes=["status:read"], now=NINE, by="wang")
    with pytest.raises(BadInput, match="没有“everything”这种范围"):
        accounts.create_token(session, name="二", user=user, scopes=["everything"], now=NINE, by="wang")


def test_closing_an_account_revokes_its_tokens(session: Session) -> None:
    user = make(session)
    accounts.create_token(session, name="大屏", user=user, scopes=["status:read"], now=NINE, by="wang")
    accounts.disable(session, user, now=NINE, by="admin")
    session.flush()
    assert session.scalars(select(ApiToken.revoked_at)).all() == [NINE]
    with pytest.raises(BadInput, match="没有名为“大屏”的有效令牌"):
        accounts.revoke_token(session, "大屏", now=NINE, by="admin")


def test_what_is_done_to_accounts_is_audited(session: Session) -> None:
    user = make(session)
    accounts.set_password(session, user, "another-long-1", now=NINE, by="admin")
    accounts.disable(session, user, now=NINE, by="admin")
    session.flush()
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["create", "set_password", "disable"]
