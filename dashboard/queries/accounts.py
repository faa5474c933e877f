"""Accounts as administrators see them, and one with its sessions and tokens as its owner does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from dashboard.access import NotFound
from dashboard.browsers import said as browser_said
from dashboard.queries.people import Names
from huiying.core.models import ApiToken, LoginAttempt, User, WebSession


@dataclass(frozen=True)
class AccountLine:
    """One account with its unit's name and its last log-in."""

    user: User
    unit: str
    last_at: datetime | None
    sessions: int


@dataclass(frozen=True)
class OpenSession:
    """A signed-in browser. `here`: the one that asks."""

    id: int
    browser: str
    created_at: datetime
    expires_at: datetime
    here: bool


@dataclass(frozen=True)
class AccountFile:
    """One account with what is open in its name."""

    user: User
    unit: str
    last_at: datetime | None
    sessions: list[OpenSession]
    tokens: Sequence[ApiToken]


def lines(session: Session, now: datetime) -> list[AccountLine]:
    """Every account: those in use first, then by name."""
    names, last, opened = Names(session), _last_logins(session), _open_counts(session, now)
    users = session.scalars(select(User).order_by(User.disabled_at.is_not(None), User.name))
    return [
        AccountLine(user, names.unit(user.unit_id), last.get(user.name), opened.get(user.id, 0))
        for user in users
    ]


def find(session: Session, user_id: int) -> User:
    """The account, or NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("没有这个账号")
    return user


def file_of(session: Session, user_id: int, here: int, now: datetime) -> AccountFile:
    """The account with its sessions and tokens, or NotFound; `here` is the session that asks."""
    user = find(session, user_id)
    tokens = select(ApiToken).where(ApiToken.user_id == user_id)
    return AccountFile(
        user,
        Names(session).unit(user.unit_id),
        _last_logins(session, user.name).get(user.name),
        [_opened(one, here) for one in session.scalars(_open(now).where(WebSession.user_id == user_id))],
        session.scalars(tokens.order_by(ApiToken.revoked_at.is_not(None), ApiToken.name)).all(),
    )


def _open(now: datetime) -> Select[WebSession]:
    still = WebSession.revoked_at.is_(None) & (WebSession.expires_at > now)
    return select(WebSession).where(still).order_by(WebSession.created_at.desc(), WebSession.id.desc())


def _opened(one: WebSession, here: int) -> OpenSession:
    return OpenSession(one.id, browser_said(one.browser), one.created_at, one.expires_at, one.id == here)


def _last_logins(session: Session, name: str | None = None) -> dict[str, datetime]:
    query = select(LoginAttempt.account, func.max(LoginAttempt.at)).where(LoginAttempt.succeeded)
    if name is not None:
        query = query.where(LoginAttempt.account == name)
    return dict(session.execute(query.group_by(LoginAttempt.account)).tuples().all())


def _open_counts(session: Session, now: datetime) -> dict[int, int]:
    query = select(WebSession.user_id, func.count()).where(
        WebSession.revoked_at.is_(None), WebSession.expires_at > now
    )
    return dict(session.execute(query.group_by(WebSession.user_id)).tuples().all())
