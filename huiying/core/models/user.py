"""People who sign in, their sessions, the tokens of machines, and failed log-ins."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Name, Word

ROLES = ("administrator", "office", "unit", "leader", "auditor")


class User(Base):
    """An account: 管理员 administrator, 新闻办 office, 责任单位 unit, 领导 leader, 审计 auditor.

    `unit_id` is the person's own line: a unit's people see only what it is party to, and a leader
    never decides in a matter of their own unit. `password_given_at`: when somebody else gave the account its
    password; None once the person has chosen one, and until then nothing but choosing is open to them.
    """

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="role"),)

    id: Mapped[Id]
    name: Mapped[Word] = mapped_column(unique=True)
    display_name: Mapped[Name]
    password_hash: Mapped[str]
    role: Mapped[Word]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    email: Mapped[Name | None]
    password_given_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    @property
    def account_id(self) -> int:
        """Every user has an account; see huiying.core.actors."""
        return self.id

    @property
    def only_case(self) -> None:
        """An account is bound to no single case."""
        return None


class WebSession(Base):
    """A signed-in browser; the cookie holds the token, the table only its hash. `browser` is how it called
    itself at the log-in, so that its owner knows it again."""

    __tablename__ = "web_session"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    browser: Mapped[Name | None]
    revoked_at: Mapped[datetime | None]


class LoginAttempt(Base):
    """A log-in that was tried, by account name and (hashed) address: what slows the next one."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index("ix_login_attempt_account", "account", "at"),
        Index("ix_login_attempt_address", "address_hash", "at"),
    )

    id: Mapped[Id]
    at: Mapped[datetime]
    account: Mapped[Name]
    address_hash: Mapped[str] = mapped_column(String(64))
    succeeded: Mapped[bool]


class ApiToken(Base):
    """A machine's bearer token; only the hash is kept.

    It acts for an account: what it may do is what both its scopes and that account's role and unit allow.
    """

    __tablename__ = "api_token"

    id: Mapped[Id]
    name: Mapped[Name] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
