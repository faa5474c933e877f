"""A citizen's message or hotline record: it joins the open case of its event, or opens one."""

from datetime import timedelta

from sqlalchemy import select

from huiying.core import audit
from huiying.core.models import Case, CasePost, Clock
from responder import casefile
from responder.clocks import keeper
from responder.clocks.limits import parse_limit
from responder.clocks.policy import Policy
from responder.intake import alerts, why
from responder.intake.desk import Desk
from responder.intake.membership import title_of
from responder.intake.summary import IntakeSummary
from responder.intake.waiting import Arrival
from responder.verbs.open_case import open_case


def take(desk: Desk, post: Arrival) -> IntakeSummary:
    """Every message belongs to a case, so that its sender gets an answer."""
    cases = desk.messages[post.event_id] if post.event_id is not None else []
    found = next((case for case in cases if _answers(desk, case, post)), None)
    case = found or _open(desk, post)
    desk.session.add(CasePost(post_id=post.id, case_id=case.id, joined_at=desk.now))
    keeper.replan(desk.session, case, desk.policy, desk.now)
    if found:
        audit.record(desk.session, "join", "case", case.id, by=audit.MACHINE, now=desk.now, post=post.id)
        return IntakeSummary(joined=1)
    alerts.opened(desk, case)
    return IntakeSummary(cases=1, held=int(case.held_at is not None))


def _answers(desk: Desk, case: Case, post: Arrival) -> bool:
    """Whether the case's answer will come to this sender no later than one of its own would.

    History only joins history: an archived case has no clocks. A case that was answered already
    will not be answered again for somebody who writes later.
    """
    if case.archive or post.archive:
        return case.archive == post.archive
    in_time = _limit(desk.policy, case.appeal) <= _limit(desk.policy, post.appeal)
    return case.held_at is None and in_time and not _answered(desk, case)


def _limit(policy: Policy, appeal: str | None) -> tuple[int, timedelta]:
    rules = policy.rules_for("message", None, appeal)  # type: ignore[arg-type]
    limits = [parse_limit(rule.limit) for rule in rules if rule.milestone == "reply"]
    return min((limit.working_days, limit.time) for limit in limits)


def _answered(desk: Desk, case: Case) -> bool:
    met = select(Clock.id).where(
        Clock.case_id == case.id, Clock.milestone == "reply", Clock.met_at.is_not(None)
    )
    return casefile.is_answered(desk.session, case) or desk.session.scalar(met.limit(1)) is not None


def _open(desk: Desk, post: Arrival) -> Case:
    event = desk.events.get(post.event_id or 0)
    judged = event or post
    proposal = desk.proposal(post.unit, ask=post.ask_unit)
    case = open_case(
        desk.session,
        kind="message",
        title=title_of(post.title, post.text),
        why=why.message(post.channel, proposal, archive=post.archive),
        detected_at=post.detected_at,
        policy=desk.policy,
        now=desk.now,
        event=event,
        appeal=post.appeal,
        topic=post.topic,
        grade=judged.grade,
        level=judged.level,
        tier=judged.tier,
        proposed_unit=proposal.unit,
        ask_unit=proposal.ask,
        archive=post.archive,
        held_reason=why.held([post], desk.policy) if not post.archive else None,
    )
    if event is not None:
        desk.messages[event.id].append(case)
    return case
