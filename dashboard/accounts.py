"""Accounts and tokens: made, changed and ended here, by the command and by the admin pages.

Passwords are stored as argon2id, tokens as sha256 of 256 random bits. Nothing here commits.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import BadInput, Refused
from huiying.core.models import ApiToken, Unit, User, WebSession
from huiying.core.models.user import ROLES

LEAST_CHARACTERS = 10
MOST_CHARACTERS = 200
LEAST_DISTINCT = 5
SCOPES = (
    *("posts:read", "posts:write", "events:read", "cases:read", "cases:write", "status:read"),
    *("accountability:read", "accountability:write", "duty:read", "duty:write"),
    "webhooks:write",
)
TOKEN_PREFIX = "hy_"

LONGEST_NAME = 200
RULES = (
    f"至少 {LEAST_CHARACTERS} 个字符，其中至少 {LEAST_DISTINCT} 种不同的字符，不包含账号名；"
    "不要求定期更换，也不限定字符种类"
)
"""The password rules as people read them: length counts, forced change and mixed classes do not (NIST SP
800-63B, 5.1.1.2)."""

_MAILBOX = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_NAME = re.compile(r"[A-Za-z0-9_.\-\u4e00-\u9fff]{2,40}")
# OWASP's parameters for argon2id: 19 MiB, two passes, one lane. The heavier default (64 MiB, four lanes) lets
# a burst of log-ins take the memory of a small server.
_HASHER = PasswordHash((Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1),))


def create_user(
    session: Session,
    *,
    name: str,
    display_name: str,
    password: str,
    role: str,
    now: datetime,
    unit: Unit | None = None,
    email: str | None = None,
    by: str = audit.MACHINE,
) -> User:
    """A new account, whose person has to choose a password of their own at the first log-in.

    Raises BadInput (Chinese) for a name, role, unit or password that will not do.
    """
    name = name.strip()
    _require_name(session, name)
    _require_role(role, unit)
    require_fit(password, name)
    email = _mailbox(email)
    user = User(
        name=name,
        display_name=display_name.strip() or name,
        password_hash=hashed(password),
        role=role,
        unit_id=unit.id if unit else None,
        email=email,
        password_given_at=now,
        created_at=now,
    )
    session.add(user)
    session.flush()
    audit.record(session, "create", "user", user.id, by=by, now=now, role=role)
    return user


@dataclass(frozen=True, slots=True)
class Person:
    """What may be changed of an account; its name, by which the records know it, may not."""

    display_name: str
    role: str
    unit: Unit | None = None
    email: str | None = None


def change_user(session: Session, user: User, to: Person, *, now: datetime, by: str) -> None:
    """Change who an account is. Raises BadInput, or Refused where nobody would be left to administer."""
    _require_role(to.role, to.unit)
    if to.role != "administrator":
        _require_another_administrator(session, user)
    display_name = to.display_name.strip() or user.name
    if len(display_name) > LONGEST_NAME:
        raise BadInput(f"姓名至多 {LONGEST_NAME} 个字")
    values = {
        "display_name": display_name,
        "role": to.role,
        "unit_id": to.unit.id if to.unit else None,
        "email": _mailbox(to.email),
    }
    changed = sorted(name for name, value in values.items() if getattr(user, name) != value)
    for name in changed:
        setattr(user, name, values[name])
    audit.record(
        session, "change", "user", user.id, by=by, now=now, changed=changed, role=to.role, unit=user.unit_id
    )


def set_password(session: Session, user: User, password: str, *, now: datetime, by: str) -> None:
    """Give the account a new password, which its person has to change at the next log-in; every browser that
    is signed in with the old one is signed out."""
    _set_password(session, user, password, now)
    user.password_given_at = now
    audit.record(session, "set_password", "user", user.id, by=by, now=now)


def choose_password(session: Session, user: User, password: str, *, now: datetime) -> None:
    """The person's own choice; every browser is signed out. Raises BadInput where it is the old one again."""
    if is_right(user, password):
        raise BadInput("新口令与现在的口令相同，请换一个")
    _set_password(session, user, password, now)
    user.password_given_at = None
    audit.record(session, "choose_password", "user", user.id, by=user.name, now=now)


def disable(session: Session, user: User, *, now: datetime, by: str) -> None:
    """Close an account: its sessions end and its tokens are revoked. Its records stay."""
    if user.disabled_at is not None:
        raise BadInput(f"账号“{user.name}”已经停用")
    _require_another_administrator(session, user)
    user.disabled_at = now
    end_sessions(session, user, now)
    session.execute(
        update(ApiToken)
        .where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    audit.record(session, "disable", "user", user.id, by=by, now=now)


def enable(session: Session, user: User, *, now: datetime, by: str) -> None:
    """Open a closed account again; the password is as it was, its tokens stay revoked."""
    if user.disabled_at is None:
        raise BadInput(f"账号“{user.name}”没有停用")
    user.disabled_at = None
    audit.record(session, "enable", "user", user.id, by=by, now=now)


def end_session(session: Session, user: User, session_id: int, *, now: datetime, by: str) -> None:
    """Sign one of the person's browsers out. Raises BadInput where it is not signed in any more."""
    ended = session.execute(
        update(WebSession)
        .where(WebSession.id == session_id, WebSession.user_id == user.id, WebSession.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(WebSession.id)
    )
    if ended.first() is None:
        raise BadInput("这处登录已经结束")
    audit.record(session, "end_session", "user", user.id, by=by, now=now)


def end_sessions(session: Session, user: User, now: datetime) -> None:
    """Sign the person out everywhere."""
    session.execute(
        update(WebSession)
        .where(WebSession.user_id == user.id, WebSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def find_user(session: Session, name: str) -> User:
    """The account of that name. Raises BadInput where there is none."""
    user = session.scalars(select(User).where(User.name == name.strip())).first()
    if user is None:
        raise BadInput(f"没有名为“{name}”的账号，可用 huiying user list 查看")
    return user


def users(session: Session) -> Sequence[User]:
    """All accounts, by name."""
    return session.scalars(select(User).order_by(User.name)).all()


def create_token(
    session: Session, *, name: str, user: User, scopes: Sequence[str], now: datetime, by: str
) -> tuple[ApiToken, str]:
    """A new token and its secret text, which is shown once and not stored."""
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadInput(f"请给令牌起一个名称，至多 {LONGEST_NAME} 个字，如“业务系统”")
    if not scopes:
        raise BadInput(f"请至少选择一个范围：{'、'.join(SCOPES)}")
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        raise BadInput(f"没有“{'、'.join(unknown)}”这种范围，可选：{'、'.join(SCOPES)}")
    if user.disabled_at is not None:
        raise BadInput(f"账号“{user.name}”已停用，不能再发令牌")
    if session.scalar(select(ApiToken.id).where(ApiToken.name == name)):
        raise BadInput(f"已有名为“{name}”的令牌，请换一个名称")
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        name=name, token_hash=hash_of(secret), user_id=user.id, scopes=list(scopes), created_at=now
    )
    session.add(token)
    session.flush()
    audit.record(session, "create", "token", token.id, by=by, now=now, scopes=list(scopes))
    return token, secret


def revoke_token(session: Session, name: str, *, now: datetime, by: str) -> ApiToken:
    """End a token at once. Raises BadInput where there is no such token that still works."""
    query = select(ApiToken).where(ApiToken.name == name, ApiToken.revoked_at.is_(None))
    token = session.scalars(query).first()
    if token is None:
        raise BadInput(f"没有名为“{name}”的有效令牌，可用 huiying token list 查看")
    token.revoked_at = now
    audit.record(session, "revoke", "token", token.id, by=by, now=now)
    return token


def tokens(session: Session) -> Sequence[ApiToken]:
    """All tokens, by name; revoked ones too."""
    return session.scalars(select(ApiToken).order_by(ApiToken.name)).all()


def new_password() -> str:
    """A random password for a first log-in (about 95 bits), easy to read out."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))


def hashed(password: str) -> str:
    """What is stored of a password: argon2id with its own salt."""
    return _HASHER.hash(password)


def is_right(user: User | None, password: str) -> bool:
    """Whether the password is the account's; takes as long where there is no such account."""
    stored = user.password_hash if user else _NOBODY
    return _HASHER.verify(password[:MOST_CHARACTERS], stored) and user is not None


def require_fit(password: str, name: str) -> None:
    """Raise BadInput where a password is too easy or too long."""
    if len(password) < LEAST_CHARACTERS:
        raise BadInput(f"口令至少 {LEAST_CHARACTERS} 个字符，请加长")
    if len(password) > MOST_CHARACTERS:
        raise BadInput(f"口令最长 {MOST_CHARACTERS} 个字符")
    if len(set(password)) < LEAST_DISTINCT or name.lower() in password.lower():
        raise BadInput("口令过于简单：不要包含账号名，也不要重复少数几个字符")


def hash_of(secret: str) -> str:
    """What is stored of a random token or session secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _set_password(session: Session, user: User, password: str, now: datetime) -> None:
    require_fit(password, user.name)
    user.password_hash = hashed(password)
    end_sessions(session, user, now)


def _require_name(session: Session, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise BadInput("账号名为 2 至 40 个字符，只能用字母、数字、汉字和 . _ -")
    if name == audit.MACHINE or session.scalar(select(User.id).where(User.name == name)):
        raise BadInput(f"账号名“{name}”已被使用，请换一个")


def _require_role(role: str, unit: Unit | None) -> None:
    if role not in ROLES:
        raise BadInput(f"没有“{role}”这种角色，可选：{'、'.join(ROLES)}")
    if role == "unit" and unit is None:
        raise BadInput("责任单位的账号须指明所属单位")


def _mailbox(email: str | None) -> str | None:
    given = (email or "").strip()
    if given and (len(given) > LONGEST_NAME or not _MAILBOX.fullmatch(given)):
        raise BadInput(f"“{given[:60]}”不是有效的邮箱地址")
    return given or None


def _require_another_administrator(session: Session, user: User) -> None:
    """Somebody must be left who can make accounts."""
    if user.role != "administrator" or user.disabled_at is not None:
        return
    others = select(User.id).where(
        User.role == "administrator", User.disabled_at.is_(None), User.id != user.id
    )
    if session.scalar(others.limit(1)) is None:
        raise Refused(f"“{user.name}”是唯一在用的管理员，请先另设一名管理员")


_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))
