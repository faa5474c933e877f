"""An event with news: it opens an opinion case, raises the one it has, or asks the press office."""

from datetime import datetime

from sqlalchemy import select

from huiying.core import audit
from huiying.core.models import Case, Confirmation, Event
from responder.clocks import keeper
from responder.intake import alerts, tiers, waiting, why
from responder.intake.desk import Desk
from responder.intake.summary import IntakeSummary
from responder.intake.waiting import Arrival
from responder.verbs.mute import muted_at
from responder.verbs.open_case import open_case

MOST_POSTS = 500


def look(desk: Desk, event: Event, arrived: list[Arrival]) -> IntakeSummary:
    """Apply the opening rule to an event after these posts came to it.

    An event has one open opinion case; history does not count as one for news of today.
    """
    live = any(not post.archive for post in arrived)
    open_ones = [case for case in desk.opinions[event.id] if case.closed_at is None]
    current = [case for case in open_ones if not (live and case.archive)]
    for case in current:
        _follow(desk, event, case, arrived)
    if current:
        return IntakeSummary()
    if live and event.verdict.get("ask_person"):
        alerts.ask(desk, event)
    return _open_if_due(desk, event)


def _follow(desk: Desk, event: Event, case: Case, arrived: list[Arrival]) -> None:
    if case.archive:
        return
    if case.held_at is not None and not why.held(arrived, desk.policy):
        alerts.fresh(desk, case)
    if _confirmed(desk, case):
        proposed: int | None = event.verdict.get("tier")
        if proposed and tiers.graver(proposed, case.tier):
            alerts.proposed(desk, case, event, proposed)
    elif tiers.graver(event.tier, case.tier):
        _raise(desk, event, case)


def _confirmed(desk: Desk, case: Case) -> bool:
    query = select(Confirmation.id).where(Confirmation.case_id == case.id).limit(1)
    return desk.session.scalars(query).first() is not None


def _raise(desk: Desk, event: Event, case: Case) -> None:
    """A graver tier that no person has judged yet: the clocks follow it, the old ones are kept."""
    former = case.tier
    case.tier, case.grade, case.level = event.tier, event.grade, event.level
    audit.record(
        desk.session,
        "raise",
        "case",
        case.id,
        by=audit.MACHINE,
        now=desk.now,
        tier=case.tier,
        former=former,
    )
    keeper.replan(desk.session, case, desk.policy, desk.now)
    alerts.raised(desk, case, former)


def _open_if_due(desk: Desk, event: Event) -> IntakeSummary:
    opening = desk.policy.opening
    if event.tier not in (*opening.tiers, *opening.complaint_tiers):
        return IntakeSummary()
    former = _former(desk, event)
    since = former.closed_at if former else None
    muting = muted_at(desk.session, event.id)
    if muting and not tiers.graver(event.tier, muting.tier):
        return IntakeSummary()
    posts = _news(waiting.of_event(desk.session, event.id, since, MOST_POSTS), since)
    complainants = _complainants(posts)
    if not posts or not opening.opens(event.tier, complainants):
        return IntakeSummary()
    # One late repost does not open again what was closed: it must be graver, or many speak again.
    if former and not (
        tiers.graver(event.tier, former.tier) or complainants >= opening.distinct_complainants
    ):
        return IntakeSummary()
    return _open(desk, event, posts, complainants)


def _former(desk: Desk, event: Event) -> Case | None:
    """The case of this event that was closed last."""
    closed = [case for case in desk.opinions[event.id] if case.closed_at and not case.archive]
    return max(closed, key=lambda case: case.id, default=None)


def _news(posts: list[Arrival], since: datetime | None) -> list[Arrival]:
    """After a closing only what was written since, and is no repost, is news."""
    if since is None:
        return posts
    return [post for post in posts if post.at > since and post.duplicate_of_id is None]


def _complainants(posts: list[Arrival]) -> int:
    """Distinct authors (sources, where the author is unknown) or distinct sources, whichever are more.

    Praise is no complaint.
    """
    speaking = [post for post in posts if post.appeal != "praise"]
    authors = {post.author_hash or post.source_id for post in speaking}
    return max(len(authors), len({post.source_id for post in speaking}))


def _detected(event: Event, posts: list[Arrival]) -> datetime:
    """An emergency is detected with its first post. What became a matter by spreading or by the number
    of complaints is detected with the post that made it one: before, there was nothing to answer."""
    moments = [post.detected_at for post in posts]
    return min(moments) if event.grade else max(moments)


def _open(desk: Desk, event: Event, posts: list[Arrival], complainants: int) -> IntakeSummary:
    archive = all(post.archive for post in posts)
    proposal = desk.proposal(event.unit, ask=bool(event.verdict.get("ask_unit")))
    by_number = complainants if event.tier in desk.policy.opening.complaint_tiers else None
    case = open_case(
        desk.session,
        kind="opinion",
        title=event.title,
        why=why.opinion(event.tier, event.grade, event.level, by_number, proposal, archive=archive),
        detected_at=_detected(event, posts),
        policy=desk.policy,
        now=desk.now,
        event=event,
        topic=event.topic,
        grade=event.grade,
        level=event.level,
        tier=event.tier,
        proposed_unit=proposal.unit,
        ask_unit=proposal.ask,
        occurred_at=event.occurred_at,
        archive=archive,
        held_reason=None if archive else why.held([p for p in posts if not p.archive], desk.policy),
    )
    desk.opinions[event.id].append(case)
    alerts.opened(desk, case)
    return IntakeSummary(cases=1, held=int(case.held_at is not None))
