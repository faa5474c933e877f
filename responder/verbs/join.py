"""并案、拆分: two cases become one, or a part of one becomes its own. No sender is lost on the way."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, CaseNote, CasePost, Closure, Joining, User
from responder import casefile
from responder.clocks import keeper
from responder.clocks.limits import parse_limit
from responder.clocks.policy import Policy
from responder.numbering import next_number
from responder.procedure.place import keep, require
from responder.verbs.close import require_nothing_open
from responder.verbs.telling import tell_unit

SPLIT = "split"


def join(
    session: Session, case: Case, *, into: Case, reason: str, by: User, policy: Policy, now: datetime
) -> Joining:
    """Put `case` into another one, which from now on owes everything: to every sender, by the earliest
    moment, under the graver tier. The case that goes in is closed."""
    require(session, case, "join", by)
    require(session, into, "join", by)
    _require_joinable(session, case, into, reason, policy, now)
    posts = session.scalars(select(CasePost).where(CasePost.case_id == case.id)).all()
    record = Joining(
        case_id=case.id,
        into_id=into.id,
        post_ids=[post.post_id for post in posts],
        reason=reason.strip(),
        by=by.name,
        at=now,
    )
    session.add(record)
    for post in posts:
        post.case_id, post.joined_at = into.id, now
    _take_earliest(case, into)
    _close_into(session, case, into, by, now)
    audit.record(session, "join", "case", into.id, by=by.name, now=now, joined=case.id)
    keeper.replan(session, into, policy, now)
    _tell(session, case, into, reason, now)
    return record


def split(
    session: Session,
    case: Case,
    *,
    title: str,
    reason: str,
    by: User,
    policy: Policy,
    now: datetime,
    post_ids: Collection[int] = (),
) -> Case:
    """Make a case of its own of a part of this one. Of messages the named ones go along, at least one
    stays; the new case counts from the same moments and is assigned anew."""
    require(session, case, "split", by)
    if not title.strip() or not reason.strip():
        raise Refused("拆分须写明新事项的标题和理由")
    moving = _moving(session, case, post_ids)
    part = _part_of(session, case, title, reason, by, policy, now)
    for post in moving:
        post.case_id, post.joined_at = part.id, now
    detail = {"into": part.id, "posts": sorted(post.post_id for post in moving)}
    text = f"拆分出事项 {part.number}：{reason.strip()}"
    session.add(CaseNote(case_id=case.id, kind=SPLIT, text=text, detail=detail, by=by.name, at=now))
    session.flush()
    audit.record(session, "split", "case", case.id, by=by.name, now=now, part=part.id)
    for one in (case, part):
        keeper.replan(session, one, policy, now)
    return part


def _require_joinable(
    session: Session, case: Case, into: Case, reason: str, policy: Policy, now: datetime
) -> None:
    if case.id == into.id:
        raise Refused("事项不能并入自身")
    if case.kind != into.kind or case.archive != into.archive:
        raise Refused("只有同一种类的事项才能并案，历史事项只与历史事项并案")
    if not reason.strip():
        raise Refused("并案须写明理由")
    require_nothing_open(session, case, "并案")
    require_free(session, case, now)
    if casefile.is_answered(session, into) and not casefile.is_answered(session, case):
        raise Refused(f"事项 {into.number} 已经回应，并入后不会再有回应；请单独办理")
    if _stricter(policy, case, into):
        raise Refused(f"事项 {case.number} 的时限更紧，请改将 {into.number} 并入 {case.number}")


def require_free(session: Session, case: Case, now: datetime) -> None:
    """Refuse to put a case into another one that has answered or is late already."""
    if case.kind == "message" and casefile.is_answered(session, case):
        raise Refused(f"事项 {case.number} 的来信人已得到答复，无需并案")
    if any(clock.due_at <= now for clock in keeper.running(session, case)):
        raise Refused(f"事项 {case.number} 已有逾期的时限，并案会掩盖迟延；请先办理")


def _stricter(policy: Policy, case: Case, into: Case) -> bool:
    """Whether the case's duties are stricter than those that it would come under."""
    if case.kind == "opinion":
        return (case.tier or 9) < (into.tier or 9)
    return _limit(policy, case) < _limit(policy, into)


def _limit(policy: Policy, case: Case) -> tuple[int, timedelta]:
    rules = policy.rules_for("message", case.tier, case.appeal)  # type: ignore[arg-type]
    limits = [parse_limit(rule.limit) for rule in rules if rule.milestone == "reply"]
    return min((limit.working_days, limit.time) for limit in limits)


def _take_earliest(case: Case, into: Case) -> None:
    into.detected_at = min(case.detected_at, into.detected_at)
    known = [one.occurred_at for one in (case, into) if one.occurred_at]
    into.occurred_at = min(known, default=None)


def _close_into(session: Session, case: Case, into: Case, by: User, now: datetime) -> None:
    keeper.supersede_all(session, case, now)
    session.add(Closure(case_id=case.id, by=by.name, at=now, note=f"并入事项 {into.number}"))
    case.closed_at = now
    session.flush()
    audit.record(session, "join_into", "case", case.id, by=by.name, now=now, into=into.id)


def _moving(session: Session, case: Case, post_ids: Collection[int]) -> list[CasePost]:
    posts = session.scalars(select(CasePost).where(CasePost.case_id == case.id)).all()
    moving = [post for post in posts if post.post_id in post_ids]
    if len(moving) != len(set(post_ids)):
        raise Refused("所选的来信不在这个事项之内")
    if case.kind == "message" and not 0 < len(moving) < len(posts):
        raise Refused("拆分来信须选出一部分：至少选一件，也至少留一件")
    if case.kind == "message" and casefile.is_answered(session, case):
        raise Refused("来信已经答复，无需拆分")
    return moving


def _part_of(
    session: Session, case: Case, title: str, reason: str, by: User, policy: Policy, now: datetime
) -> Case:
    kept = ("kind", "event_id", "appeal", "topic", "tier", "grade", "level", "proposed_unit_id", "ask_unit")
    part = Case(
        number=next_number(session, "", now),
        title=title.strip(),
        procedure=keep(session, policy.procedure, now),
        archive=case.archive,
        occurred_at=case.occurred_at,
        detected_at=case.detected_at,
        opened_at=now,
        opened_by=by.name,
        opened_why=f"从事项 {case.number} 拆分：{reason.strip()}",
        **{name: getattr(case, name) for name in kept},
    )
    session.add(part)
    session.flush()
    audit.record(session, "open", "case", part.id, by=by.name, now=now, kind=part.kind, split_from=case.id)
    return part


def _tell(session: Session, case: Case, into: Case, reason: str, now: datetime) -> None:
    lines = [
        f"事项 {case.number}“{case.title}”已并入事项 {into.number}：{reason.strip()}",
        "并入的来信一并答复，时限按其中最早的计算。"
        if into.kind == "message"
        else "回应时限按其中最早的计算。",
    ]
    for one in (case, into):
        tell_unit(
            session, one, kind="joined", head="并案", lines=lines, occasion=f"joined:{case.id}", now=now
        )
