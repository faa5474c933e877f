"""Which clocks a case has, given what is known of it; and how each was computed, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from responder.clocks.calendars import CalendarName, Calendars
from responder.clocks.policy import Policy, Rule, Snapshot
from responder.clocks.words import (
    ANCHORS,
    CALENDARS,
    HOLDERS,
    MILESTONES,
    MOVES,
    Anchor,
    Appeal,
    Holder,
    Kind,
    Milestone,
    moment_in_words,
    span_in_words,
)


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What planning needs to know of a case; moments are aware, None is unknown or not yet.

    `grade` is the grade of the happening (None: the tier comes from the level only, or a person).
    `completed_at`: when the completed disclosure request came in. `reopened_at`: when a case that had
    been answered became a duty again. `handed_out_at`: when it left the park, so that nothing more is
    to be said here. `met`: when each milestone was last met.
    """

    kind: Kind
    tier: int | None = None
    grade: int | None = None
    appeal: Appeal | None = None
    occurred_at: datetime | None = None
    detected_at: datetime | None = None
    confirmed_at: datetime | None = None
    assigned_at: datetime | None = None
    submitted_at: datetime | None = None
    last_publication_at: datetime | None = None
    document_published_at: datetime | None = None
    received_at: datetime | None = None
    completed_at: datetime | None = None
    objected_at: datetime | None = None
    referred_at: datetime | None = None
    instructed_at: datetime | None = None
    started_at: datetime | None = None
    reopened_at: datetime | None = None
    handed_out_at: datetime | None = None
    closed_at: datetime | None = None
    met: Mapping[Milestone, datetime] = field(default_factory=dict)

    def at(self, anchor: Anchor) -> datetime | None:
        """The moment of an anchor."""
        moments: dict[Anchor, datetime | None] = {
            "occurred": self.occurred_at,
            "detected": self.detected_at,
            "confirmed": self.confirmed_at,
            "assigned": self.assigned_at,
            "submitted": self.submitted_at,
            "last_publication": self.last_publication_at,
            "document_published": self.document_published_at,
            "received": self.received_at,
            "completed": self.completed_at,
            "objected": self.objected_at,
            "referred": self.referred_at,
            "instructed": self.instructed_at,
            "started": self.started_at,
            "reopened": self.reopened_at,
            "closed": self.closed_at,
        }
        return moments[anchor]


@dataclass(frozen=True, kw_only=True)
class PlannedClock:
    """A clock as it is to be stored; moments in UTC.

    `span_seconds` is running time in the calendar. `anchor` is the one really used. `policy` is the
    snapshot. `born_overdue`: by how much it was late when planned, None when it was not.
    """

    milestone: Milestone
    holder: Holder
    anchor: Anchor
    anchor_at: datetime
    due_at: datetime
    span_seconds: int
    calendar: CalendarName
    basis: str
    provisional: bool
    born_overdue: timedelta | None
    planned_at: datetime
    policy: dict[str, Any]
    moves: Sequence[Mapping[str, Any]] = ()
    paused_at: datetime | None = None

    @property
    def born_overdue_seconds(self) -> int:
        """The same in seconds, 0 when it was not late."""
        return int(self.born_overdue.total_seconds()) if self.born_overdue else 0


class Explained(Protocol):
    """What `explain` reads of a clock, planned or stored."""

    @property
    def anchor(self) -> str: ...
    @property
    def anchor_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def basis(self) -> str: ...
    @property
    def provisional(self) -> bool: ...
    @property
    def born_overdue_seconds(self) -> int: ...
    @property
    def planned_at(self) -> datetime: ...
    @property
    def policy(self) -> Mapping[str, Any]: ...
    @property
    def moves(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def paused_at(self) -> datetime | None: ...


_TASKS: frozenset[Anchor] = frozenset(
    {"objected", "referred", "instructed", "submitted", "reopened", "closed"}
)


def plan(policy: Policy, facts: CaseFacts, now: datetime) -> list[PlannedClock]:
    """The clocks that the case should be running at `now`, in the policy's order.

    A rule gives a clock when it covers the case, its anchor is known and it is not met: once met is
    met for good, "each" asks again after a new anchor, "until_closed" after every anchor. A closed
    case only keeps what is anchored on its closing. The caller compares with what runs already;
    clocks are the same when milestone, anchor moment and due moment are.
    """
    rules = policy.rules_for(facts.kind, facts.tier, facts.appeal)
    clocks = (_clock(policy, rule, facts, now) for rule in rules)
    return [clock for clock in clocks if clock is not None]


def plan_task(
    policy: Policy, facts: CaseFacts, milestone: Milestone, now: datetime, term: str | None = None
) -> PlannedClock | None:
    """The clock of one task of the case (a draft to clear, an instruction to report on); `term` is its
    own limit, in whole working days or plain time, instead of the rule's."""
    rules = policy.rules_for(facts.kind, facts.tier, facts.appeal)
    rule = next((rule for rule in rules if rule.milestone == milestone), None)
    if rule is None:
        return None
    return _clock(policy, rule.with_limit(term) if term else rule, facts, now)


def still_asked(policy: Policy, rule: Rule, facts: CaseFacts, anchor_at: datetime, now: datetime) -> bool:
    """Whether a rule that a running clock was planned by, and that the policy no longer has, still asks
    for that clock: a policy change never stops one."""
    if not rule.covers(facts.kind, facts.tier, facts.appeal):
        return False
    clock = _clock(policy, rule, facts, now)
    return clock is not None and clock.anchor_at == anchor_at


def explain(clock: Explained) -> str:
    """How the clock's due moment was computed, as a Chinese text of a few sentences."""
    kept = Snapshot.of(clock.policy)
    calendars = kept.calendars.build()
    parts = [
        _computed(clock, kept.rule),
        _counted(kept.rule.calendar, calendars),
        _moved(clock, kept.rule, calendars),
        f"依据：{clock.basis}。",
        _provisional(clock, calendars),
        _born_overdue(clock),
    ]
    return "".join(parts)


def _clock(policy: Policy, rule: Rule, facts: CaseFacts, now: datetime) -> PlannedClock | None:
    anchor, anchor_at = _anchor(rule, facts)
    if anchor_at is None or _settled(rule, anchor, anchor_at, facts):
        return None
    span = rule.span(policy.hours)
    due = policy.hours.due(rule.calendar, anchor_at, span)
    return PlannedClock(
        milestone=rule.milestone,
        holder=rule.holder,
        anchor=anchor,
        anchor_at=anchor_at.astimezone(UTC),
        due_at=due.at,
        span_seconds=int(span.total_seconds()),
        calendar=rule.calendar,
        basis=rule.basis_for(facts.grade),
        provisional=due.provisional,
        born_overdue=now - due.at if now > due.at else None,
        planned_at=now.astimezone(UTC),
        policy=policy.snapshot(rule),
    )


def _anchor(rule: Rule, facts: CaseFacts) -> tuple[Anchor, datetime | None]:
    at = facts.at(rule.anchor)
    if at is None and rule.or_anchor is not None:
        return rule.or_anchor, facts.at(rule.or_anchor)
    return rule.anchor, at


def _settled(rule: Rule, anchor: Anchor, anchor_at: datetime, facts: CaseFacts) -> bool:
    if facts.closed_at is not None and anchor != "closed":
        return True
    if facts.handed_out_at is not None and anchor not in _TASKS:
        return True
    met_at = facts.met.get(rule.milestone)
    if met_at is None or rule.repeat == "until_closed":
        return False
    return rule.repeat == "once" or met_at >= anchor_at


def _computed(clock: Explained, rule: Rule) -> str:
    return (
        f"{MILESTONES[rule.milestone]}由{_owes(rule)}完成，{_anchored(clock, rule)}"
        f"（{moment_in_words(clock.anchor_at)}）起算，限{rule.limit}，"
        f"应于{moment_in_words(clock.due_at)}前完成。"
    )


def _owes(rule: Rule) -> str:
    """An instruction is a task of the unit that it names, whoever leads the case."""
    return "承办单位" if rule.milestone == "instruction" else HOLDERS[rule.holder]


def _anchored(clock: Explained, rule: Rule) -> str:
    if rule.or_anchor is None or clock.anchor == rule.anchor:
        return f"从{ANCHORS[rule.anchor]}"
    if rule.anchor == "completed":
        return f"从{ANCHORS[rule.or_anchor]}"
    return f"{ANCHORS[rule.anchor]}时间不详，改从{ANCHORS[rule.or_anchor]}"


def _counted(calendar: CalendarName, calendars: Calendars) -> str:
    hours = calendars.duty if calendar == "duty" else calendars.working
    between = f"{hours.opens:%H:%M}至{hours.closes:%H:%M}"
    if calendar == "wall":
        return f"按{CALENDARS[calendar]}计算，昼夜连续。"
    if calendar == "duty":
        return f"按{CALENDARS[calendar]}计算，每天{between}计时，其余时间不计。"
    return (
        f"按{CALENDARS[calendar]}（{between}，含调休）计算，"
        f"从起算日的次日数起，到最后一个工作日{hours.closes:%H:%M}为止。"
    )


def _moved(clock: Explained, rule: Rule, calendars: Calendars) -> str:
    first = calendars.due(rule.calendar, clock.anchor_at, rule.span(calendars))
    standing = (
        f"自{moment_in_words(clock.paused_at)}起暂停计时，恢复后顺延同样长的时间。" if clock.paused_at else ""
    )
    if first.at == clock.due_at and not clock.moves:
        return standing
    told = "；".join(_move(move, rule.calendar, calendars) for move in clock.moves)
    why = f"其后{told}" if told else "后经暂停、延期或异议处理而变动"
    return f"原应于{moment_in_words(first.at)}前完成，{why}。{standing}"


def moves_in_words(clock: Explained) -> list[str]:
    """Each move of the clock by itself: “因延期顺延2小时：原定 …，改为 …”, the oldest first."""
    kept = Snapshot.of(clock.policy)
    calendars = kept.calendars.build()
    return [_move_briefly(move, kept.rule.calendar, calendars) for move in clock.moves]


def _move_briefly(move: Mapping[str, Any], calendar: CalendarName, calendars: Calendars) -> str:
    length = running_in_words(timedelta(seconds=move["seconds"]), calendar, calendars)
    before, after = (moment_in_words(datetime.fromisoformat(move[key])) for key in ("before", "after"))
    return f"因{MOVES[move['kind']]}顺延{length}：原定 {before}，改为 {after}"


def _move(move: Mapping[str, Any], calendar: CalendarName, calendars: Calendars) -> str:
    since, until = (datetime.fromisoformat(move[key]) for key in ("since", "until"))
    when = moment_in_words(since) if since == until else f"{moment_in_words(since)}至{moment_in_words(until)}"
    length = running_in_words(timedelta(seconds=move["seconds"]), calendar, calendars)
    after = moment_in_words(datetime.fromisoformat(move["after"]))
    return f"{when}{MOVES[move['kind']]}，顺延{length}至{after}（{move['reason']}）"


def running_in_words(span: timedelta, calendar: CalendarName, calendars: Calendars) -> str:
    """Running time in a calendar as people say it: “2个工作日”, “3小时值守时间”, “30分钟”."""
    days, rest = divmod(span, calendars.working.length)
    if calendar != "working":
        return span_in_words(span) + ("值守时间" if calendar == "duty" else "")
    parts = [f"{days}个工作日" if days else "", f"{span_in_words(rest)}办公时间" if rest or not days else ""]
    return "又".join(part for part in parts if part)


def _provisional(clock: Explained, calendars: Calendars) -> str:
    if not clock.provisional:
        return ""
    return "期间涉及的年度尚未收录国务院放假安排通知，此时限为暂定。"


def _born_overdue(clock: Explained) -> str:
    late = timedelta(seconds=clock.born_overdue_seconds)
    if not late:
        return ""
    return (
        f"此时限在设定时（{moment_in_words(clock.planned_at)}）已逾期{span_in_words(late)}，"
        "时效统计仍按原起算时刻，督办自设定时起算。"
    )
