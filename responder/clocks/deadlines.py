"""The rows of `huiying deadlines` and `huiying workday` (shapes: interfaces.md)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal, TypedDict

from huiying.core import clock
from responder.clocks.calendars import Calendars
from responder.clocks.plan import CaseFacts, PlannedClock, plan
from responder.clocks.policy import Policy, Rule, Snapshot
from responder.clocks.words import ANCHORS, Anchor


class DeadlineRow(TypedDict):
    """One deadline; moments in ISO 8601 with +08:00."""

    milestone: str
    anchor_at: str
    due_at: str
    calendar: str
    basis: str
    provisional: bool


class WorkdayRow(TypedDict):
    """One day; the date in ISO 8601."""

    date: str
    working: bool
    provisional: bool


def opinion_deadlines(
    policy: Policy,
    tier: int,
    occurred: datetime,
    detected: datetime | None = None,
    assigned: datetime | None = None,
) -> list[DeadlineRow]:
    """The deadlines of an opinion response of this tier, as far as their anchors are given.

    Without `detected`, the happening counts as detected when it occurred. The grade is not asked
    for, so where the basis hangs on it both are named. ValueError (Chinese) for a tier outside 1-4
    and for moments out of order.
    """
    if tier not in (1, 2, 3, 4):
        raise ValueError(f"响应级别只有 1 至 4，没有 {tier}。")
    _check_order(occurred, detected, assigned)
    facts = CaseFacts(
        kind="opinion",
        tier=tier,
        occurred_at=occurred,
        detected_at=detected or occurred,
        assigned_at=assigned,
    )
    return [_row(planned) for planned in plan(policy, facts, now=occurred)]


def duty_deadlines(
    policy: Policy, kind: Literal["interpretation", "disclosure"], since: datetime
) -> list[DeadlineRow]:
    """The deadlines of an interpretation from the document's publication, or of a disclosure
    request from its receipt."""
    if kind == "interpretation":
        facts = CaseFacts(kind=kind, document_published_at=since)
    else:
        facts = CaseFacts(kind=kind, received_at=since)
    return [_row(planned) for planned in plan(policy, facts, now=since)]


def workday_rows(calendars: Calendars, first: date, last: date) -> Iterator[WorkdayRow]:
    """One row a day, both ends included; ValueError (Chinese) where `last` is before `first`."""
    if last < first:
        raise ValueError(f"结束日期 {last} 早于开始日期 {first}。")
    return (_day(calendars, first + timedelta(days=n)) for n in range((last - first).days + 1))


def _check_order(occurred: datetime, detected: datetime | None, assigned: datetime | None) -> None:
    given: list[tuple[Anchor, datetime | None]] = [
        ("occurred", occurred),
        ("detected", detected),
        ("assigned", assigned),
    ]
    known = [(name, at) for name, at in given if at is not None]
    for (earlier, one), (later, other) in pairwise(known):
        if other < one:
            raise ValueError(f"{ANCHORS[later]}时间早于{ANCHORS[earlier]}时间，请核对。")


def _row(planned: PlannedClock) -> DeadlineRow:
    return DeadlineRow(
        milestone=planned.milestone,
        anchor_at=clock.local(planned.anchor_at).isoformat(),
        due_at=clock.local(planned.due_at).isoformat(),
        calendar=planned.calendar,
        basis=_both_bases(Snapshot.of(planned.policy).rule),
        provisional=planned.provisional,
    )


def _both_bases(rule: Rule) -> str:
    if rule.basis_otherwise is None:
        return rule.basis
    grades = "、".join(str(grade) for grade in rule.basis_grades)
    return f"{rule.basis}（事件等级 {grades}）；其余：{rule.basis_otherwise}"


def _day(calendars: Calendars, day: date) -> WorkdayRow:
    state = calendars.working_day(day)
    return WorkdayRow(date=day.isoformat(), working=state.working, provisional=state.provisional)
