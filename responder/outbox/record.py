"""Writing down what became of an attempt: sent, later, or given up and handed to another channel."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.models import Case, Notice, NoticeAttempt
from responder.links.secret import without_secrets
from responder.notifiers.outcome import Delivered, Failed, Outcome, Refused, Throttled
from responder.outbox.digest import DIGEST, RESENT, arrived, served
from responder.outbox.fallback import fall_back
from responder.outbox.parts import Part, with_accepted
from responder.outbox.sending import PutBack, Result

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=10)
MOST_FAILURES = 8
# However often a receiver asks for patience, after a day the duty goes another way.
GIVE_UP_AFTER = timedelta(hours=24)
LONGEST_DETAIL = 500


def record(session: Session, results: Sequence[Result], owner: str) -> Counter[str]:
    """Write the results; returns how many were sent, parts, retried, throttled, put_back, failed."""
    _lock(session, [result.claimed.notice.id for result in results])
    ordered = sorted(results, key=lambda it: it.claimed.notice.case_id or 0)  # cases are locked in order
    return Counter(_write(session, result, owner) for result in ordered)


def back_off(key: str, failures: int) -> timedelta:
    """The pause after the n-th failure: doubling from 10 s to 10 min, up to a fifth shorter or longer.

    The jitter follows from the key and the number alone, so that two notices part and tests agree.
    """
    usual = min(FIRST_PAUSE * float(2 ** (failures - 1)), LONGEST_PAUSE)
    digest = hashlib.sha256(f"{key}#{failures}".encode("utf-8", "replace")).digest()
    return usual * (0.8 + 0.4 * int.from_bytes(digest[:4], "big") / 2**32)


def _lock(session: Session, ids: Sequence[int]) -> None:
    """Two processes may hold the same notices, where a lease ran out while its owner was still sending:
    all of them are locked first and in one order, so that neither waits for the other in a ring."""
    session.execute(select(Notice.id).where(Notice.id.in_(ids)).order_by(Notice.id).with_for_update())


def _write(session: Session, result: Result, owner: str) -> str:
    outcome = result.outcome
    if isinstance(outcome, PutBack):
        return _put_back(session, result, outcome, owner)
    which = "" if result.part.of == 1 else f"第 {result.part.number}/{result.part.of} 条"
    note_attempt(session, result.claimed.attempt_id, outcome, result.tried_at, which=which)
    if isinstance(outcome, Delivered):
        return _sent(session, result) if result.part.is_last else _part_sent(session, result, owner)
    failures = _failures(session, result.claimed.notice)
    if _given_up(outcome, failures, result):
        return _dead(session, result, outcome.reason, failures, owner)
    if isinstance(outcome, Throttled):
        return _later(session, result, outcome.retry_after, "throttled", owner)
    return _later(session, result, back_off(result.claimed.notice.key, failures), "retried", owner)


def _put_back(session: Session, result: Result, outcome: PutBack, owner: str) -> str:
    # It was not tried, so it is no attempt and uses up nothing of the robot's budget.
    session.execute(delete(NoticeAttempt).where(NoticeAttempt.id == result.claimed.attempt_id))
    due = Notice.next_try_at if outcome.pause is None else result.ended_at + outcome.pause
    session.execute(
        update(Notice)
        .where(*_mine(result, owner))
        .values(lease_owner=None, lease_until=None, attempts=Notice.attempts - 1, next_try_at=due)
    )
    return "put_back"


def note_attempt(session: Session, attempt_id: int, outcome: Outcome, at: datetime, *, which: str) -> None:
    """Write down what became of an attempt; `which` says what it was, where that is not plain."""
    reason = "" if isinstance(outcome, Delivered) else outcome.reason
    detail = without_secrets(" ".join(filter(None, (which, reason, outcome.answer))))[:LONGEST_DETAIL]
    session.execute(
        update(NoticeAttempt)
        .where(NoticeAttempt.id == attempt_id)
        .values(outcome=type(outcome).__name__.lower(), detail=detail or None, at=at)
    )


def _sent(session: Session, result: Result) -> str:
    # Whoever holds the lease by now: the receiver has it.
    session.execute(
        update(Notice)
        .where(Notice.id == result.claimed.notice.id, Notice.state == "pending")
        .values(state="sent", sent_at=result.ended_at, failure=None, lease_owner=None, lease_until=None)
    )
    if result.claimed.notice.kind == DIGEST:
        arrived(session, result.claimed.notice.id, result.ended_at)
    return "sent"


def _part_sent(session: Session, result: Result, owner: str) -> str:
    """The next part is due at once; whoever holds the lease by now, the receiver has this one."""
    known = session.get_one(Notice, result.claimed.notice.id, populate_existing=True)
    session.execute(
        update(Notice)
        .where(Notice.id == known.id, Notice.state == "pending")
        .values(detail=with_accepted(known.detail, result.part))
    )
    session.execute(update(Notice).where(*_mine(result, owner)).values(lease_owner=None, lease_until=None))
    return "parts"


def _failures(session: Session, notice: Notice) -> int:
    """How often it failed so far; of a notice in parts, the one that goes next."""
    accepted = select(func.max(NoticeAttempt.id)).where(
        NoticeAttempt.notice_id == notice.id, NoticeAttempt.outcome == "delivered"
    )
    query = select(func.count()).where(
        NoticeAttempt.notice_id == notice.id,
        NoticeAttempt.outcome == "failed",
        NoticeAttempt.id > func.coalesce(accepted.scalar_subquery(), 0),
        NoticeAttempt.at >= _begun(notice),
    )
    return session.scalar(query) or 0


def _begun(notice: Notice) -> datetime:
    """Since when it is being delivered: since it was queued, or since somebody had it sent again."""
    resent = notice.detail.get(RESENT)
    return datetime.fromisoformat(resent) if resent else notice.created_at


def _given_up(outcome: Refused | Throttled | Failed, failures: int, result: Result) -> bool:
    too_old = result.ended_at - _begun(result.claimed.notice) >= GIVE_UP_AFTER
    return isinstance(outcome, Refused) or failures >= MOST_FAILURES or too_old


def _later(session: Session, result: Result, pause: timedelta, word: str, owner: str) -> str:
    session.execute(
        update(Notice)
        .where(*_mine(result, owner))
        .values(next_try_at=result.ended_at + pause, lease_owner=None, lease_until=None)
    )
    return word


def _dead(session: Session, result: Result, reason: str, failures: int, owner: str) -> str:
    _one_at_a_time(session, result.claimed.notice)
    notice = session.execute(
        update(Notice)
        .where(*_mine(result, owner))
        .values(
            state="failed",
            failed_at=result.ended_at,
            failure=_why(reason, failures, result.part),
            lease_owner=None,
            lease_until=None,
        )
        .returning(Notice)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if notice is not None:
        _hand_on(session, notice, result.ended_at)
    return "failed"


def _one_at_a_time(session: Session, notice: Notice) -> None:
    """Two channels of one occasion that die at the same moment must not each rely on the other."""
    if notice.case_id is not None:
        session.execute(select(Case.id).where(Case.id == notice.case_id).with_for_update(key_share=True))


def _why(reason: str, failures: int, part: Part) -> str:
    why = f"已尝试 {failures} 次仍未送达：{reason}" if failures > 1 else reason
    return why if part.number == 1 else f"共 {part.of} 条，前 {part.number - 1} 条已送达，其余未送达：{why}"


def _hand_on(session: Session, notice: Notice, now: datetime) -> None:
    """Each in another way: what the digest served is given up with it, one by one."""
    if notice.kind == DIGEST:
        for one in sorted(served(session, notice), key=lambda it: it.case_id or 0):
            _one_at_a_time(session, one)
            one.state, one.failed_at, one.failure = "failed", now, notice.failure
            one.digest_id = None
            session.flush()
            _hand_on(session, one, now)
        return
    instead = fall_back(session, notice, now)
    audit.record(
        session,
        "notice_failed",
        "notice",
        notice.id,
        by=audit.MACHINE,
        now=now,
        channel=notice.channel,
        instead=[other.id for other in instead],
    )


def _mine(result: Result, owner: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Notice.id == result.claimed.notice.id,
        Notice.state == "pending",
        Notice.lease_owner == owner,
    )
