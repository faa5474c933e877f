"""Failed log-ins slow the next one, per account and per address; the attempts are stored.

From the tenth failure on, the wait doubles: 30 s after the tenth, at most 15 min. An account's failures
count since its last success, an address's over the last hour (many people may share one address, and the
success of one of them clears nobody else's failures). Attempts made during a wait are turned away unread
and do not prolong it, so that nobody can lock somebody else out for good.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from huiying.core.models import LoginAttempt

FREE_FAILURES = 10
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
ACCOUNT_MEMORY = timedelta(hours=24)
ADDRESS_MEMORY = timedelta(hours=1)


@dataclass(frozen=True)
class Failures:
    """How many there were, and when the last one was."""

    count: int
    last_at: datetime | None

    def wait(self, now: datetime) -> timedelta:
        """How long the next attempt has to wait; zero when it may go ahead."""
        if self.count < FREE_FAILURES or self.last_at is None:
            return timedelta(0)
        doublings: int = min(self.count - FREE_FAILURES, 20)
        length = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
        return max(self.last_at + length - now, timedelta(0))


def wait(session: Session, account: str, address_hash: str, now: datetime) -> timedelta:
    """How long an attempt on this account from this address has to wait."""
    by_account = _account_failures(session, account, now)
    by_address = _failures(session, LoginAttempt.address_hash == address_hash, now - ADDRESS_MEMORY)
    return max(by_account.wait(now), by_address.wait(now))


def note(session: Session, account: str, address_hash: str, now: datetime) -> LoginAttempt:
    """Store the attempt before the password is looked at, as failed: many at once do not slip through.

    The caller sets `succeeded` when the password was right.
    """
    attempt = LoginAttempt(at=now, account=account[:200], address_hash=address_hash, succeeded=False)
    session.add(attempt)
    session.flush()
    return attempt


def _account_failures(session: Session, account: str, now: datetime) -> Failures:
    own = LoginAttempt.account == account[:200]
    success = select(func.max(LoginAttempt.at)).where(own, LoginAttempt.succeeded)
    since = max(session.scalar(success) or now - ACCOUNT_MEMORY, now - ACCOUNT_MEMORY)
    return _failures(session, own, since)


def _failures(session: Session, whose: ColumnElement[bool], since: datetime) -> Failures:
    query = select(func.count(), func.max(LoginAttempt.at)).where(
        whose, LoginAttempt.at > since, ~LoginAttempt.succeeded
    )
    count, last_at = session.execute(query).one()
    return Failures(count, last_at)
