"""The town's officials at work: from what a case's records say and its course, who does what next, and when.

Nothing is remembered beside the records: whoever looks again, after a kill or not, finds the same next
deed. All of it goes through the verbs that the pages use.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from itertools import zip_longest

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from huiying.cli.demo import cast, deeds, hours
from huiying.cli.demo.courses import Course, load_courses, usual_course
from huiying.cli.demo.deeds import Desk
from huiying.cli.demo.folder import Folder
from huiying.cli.demo.moments import Calendar
from huiying.cli.demo.subjects import Subjects
from huiying.cli.demo.town import Town
from huiying.core.clock import SHANGHAI, local
from huiying.core.database import Database
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Case, Clock, Draft
from responder.clocks.policy import Policy

OPENS, CLOSES = time(8, 10), time(21, 0)
WRITING = timedelta(minutes=45)
HANDING_IN = timedelta(minutes=6)
CLEARING = timedelta(minutes=16)
NARROW = timedelta(minutes=25)
AT_ONCE = timedelta(minutes=22)
NONE = 9  # no tier: less grave than any
SECOND_LOOK = timedelta(minutes=35)

Deed = Callable[[Desk], None]
Signs = tuple[int | None, int | None, int]


@dataclass(frozen=True)
class Plan:
    """What is done next with a case, and when."""

    at: datetime
    case_id: int
    what: str
    do: Deed


class People:
    """Everybody who acts in the demo; `next(now)` is the deed that comes next."""

    def __init__(self, database: Database, policy: Policy, town: Town) -> None:
        self._database, self._policy, self._town = database, policy, town
        self._courses = load_courses(Calendar(town.t0))
        self._subjects = Subjects(town.posts())
        self._followed: dict[int, Course] = {}
        self._plans: dict[int, Plan] = {}
        self._changed: set[int] = set()
        self._seen: dict[int, Signs] = {}

    def look_again(self, case_ids: Iterable[int]) -> None:
        """Something happened to these cases."""
        self._changed.update(case_ids)

    def look_around(self) -> None:
        """News came in: whatever it opened, raised or planned anew is looked at again."""
        running = (
            select(Case.id, Case.tier, func.max(Clock.id), func.count(Clock.id))
            .outerjoin(Clock, (Clock.case_id == Case.id) & Clock.ended_at.is_(None))
            .where(Case.closed_at.is_(None))
            .group_by(Case.id)
        )
        with self._database.read() as session:
            rows = session.execute(running)
            seen: dict[int, Signs] = {row[0]: (row[1], row[2], row[3]) for row in rows}
        raised = {key for key, course in self._followed.items() if course.raises}
        self._changed |= {key for key, signs in seen.items() if self._seen.get(key) != signs} | raised
        self._seen = seen

    def next(self) -> Plan | None:
        """The earliest deed that anybody will do."""
        if self._changed:
            self._plan_again()
        return min(self._plans.values(), key=lambda plan: (plan.at, plan.case_id), default=None)

    def _plan_again(self) -> None:
        query = select(Case).where(Case.closed_at.is_(None), Case.id.in_(self._changed)).order_by(Case.id)
        self._plans = {key: plan for key, plan in self._plans.items() if key not in self._changed}
        with self._database.read() as session:
            plans = [self._plan(session, case) for case in session.scalars(query)]
        self._plans |= {plan.case_id: plan for plan in plans if plan}
        self._changed.clear()

    def do(self, session: Session, plan: Plan, now: datetime) -> str | None:
        """Do it, in the session's transaction; says why where it was refused, and nobody tries again."""
        case = session.get_one(Case, plan.case_id)
        course = self._course(session, case)
        desk = Desk(session, case, course, cast.users(session), self._policy, self._town, now)
        try:
            with session.begin_nested():
                plan.do(desk)
        except (Refused, NotAllowed) as error:
            del self._plans[plan.case_id]
            return str(error)
        self.look_again([plan.case_id])
        return None

    def missing(self, session: Session) -> list[str]:
        """Happenings that something is written about, but which have no case."""
        cases = session.scalars(select(Case).order_by(Case.id))
        found = {self._course(session, case).happening for case in cases}
        return [name for name in self._courses if name not in found]

    def _course(self, session: Session, case: Case) -> Course:
        """The course of a happening is followed by its first opinion case; the others go the usual way."""
        if case.id not in self._followed:
            self._followed[case.id] = self._chosen(session, case)
        return self._followed[case.id]

    def _chosen(self, session: Session, case: Case) -> Course:
        if case.kind == "opinion":
            earlier = session.scalars(select(Case).where(Case.kind == "opinion", Case.id < case.id)).all()
            taken = {self._subjects.of(session, one) for one in earlier}
            subject = self._subjects.of(session, case)
            if subject in self._courses and subject not in taken:
                return self._courses[subject]
        return usual_course(case.number)

    def _plan(self, session: Session, case: Case) -> Plan | None:
        if case.held_at is not None or case.archive:
            return None
        course, folder = self._course(session, case), Folder.read(session, case)
        found = [step for step in _steps(course, folder) if step]
        if not found:
            return None
        at, what, do = min(found, key=lambda step: step[0])
        return Plan(at, case.id, what, do)


Step = tuple[datetime, str, Deed]


def _steps(course: Course, folder: Folder) -> list[Step | None]:
    """What could be done next, each with its moment; the earliest is done."""
    return [
        _confirm(course, folder),
        _raise(course, folder),
        _assign(course, folder),
        _object(course, folder),
        _acknowledge(course, folder),
        _answer(course, folder),
        _prove(folder),
        _correct(course, folder),
        _reply_to_order(course, folder),
        _account(course, folder),
        _close(course, folder),
    ]


def _confirm(course: Course, folder: Folder) -> Step | None:
    if folder.case.kind != "opinion" or folder.confirmation:
        return None
    at = _on_duty(folder.case.opened_at + course.confirm, folder)
    return at, "研判定级", deeds.confirm


def _raise(course: Course, folder: Folder) -> Step | None:
    """The raise in force follows what the machine found last; `again` confirms anew even the same tier."""
    event, last = folder.event, folder.confirmation
    if last is None or event is None or event.assessed_at is None:
        return None
    for one, following in zip_longest(course.raises, course.raises[1:]):
        at = max(event.assessed_at, last.at, one.after) + course.confirm
        if following and at >= following.after:
            continue
        found = deeds.capped(course, event.verdict.get("tier"), at)[0] or NONE
        tier = min(found, folder.case.tier or NONE)
        if tier < (folder.case.tier or NONE) or (one.again and last.at < one.after):
            return at, "上调级别", partial(deeds.raise_tier, tier=tier, reason=one.reason)
    return None


def _assign(course: Course, folder: Folder) -> Step | None:
    case = folder.case
    if folder.given or (case.kind == "opinion" and not folder.confirmation):
        return None
    since = folder.confirmation.at if folder.confirmation else case.opened_at
    return _on_duty(since + course.assign, folder), "交办", deeds.assign


def _object(course: Course, folder: Folder) -> Step | None:
    said = course.objects
    if said is None or not folder.given:
        return None
    if folder.objection:
        return _at_work(folder.objection.at + said.decided_after, folder), "异议成立", deeds.uphold
    if len(folder.assignments) > 1 or folder.acknowledgement:
        return None
    return _at_work(folder.given.at + said.after, folder), "派单异议", deeds.object_to


def _acknowledge(course: Course, folder: Folder) -> Step | None:
    waits = course.objects is not None and len(folder.assignments) == 1
    if not folder.given or folder.acknowledgement or waits:
        return None
    wait = min(course.acknowledge, AT_ONCE) if folder.case.tier in (1, 2) else course.acknowledge
    return _at_work(folder.given.at + wait, folder), "签收", deeds.acknowledge


def _answer(course: Course, folder: Folder) -> Step | None:
    """Draft, hand in, clear, publish: each so long before the moment at which the answer goes out."""
    clock = folder.owed()
    if clock is None or course.pace is None or not folder.acknowledgement or folder.unproven():
        return None
    out = _out(clock, course.pace, folder)
    return _way(folder, folder.draft_for(clock.milestone), clock.milestone, out)


def _way(folder: Folder, draft: Draft | None, kind: str, out: datetime) -> Step:
    if draft is None:
        return out - WRITING, "起草", partial(deeds.write, kind=kind)
    if draft.submitted_at is None:
        return (
            max(out - WRITING + HANDING_IN, draft.created_at + HANDING_IN),
            "送审",
            (partial(deeds.hand_in, draft_id=draft.id)),
        )
    if draft.id not in folder.clearances:
        return (
            max(out - CLEARING, draft.submitted_at + CLEARING),
            "审查",
            partial(deeds.clear, draft_id=draft.id),
        )
    after = folder.clearances[draft.id].at + timedelta(minutes=8)
    return max(out, after), "发布", partial(deeds.publish, draft_id=draft.id)


def _prove(folder: Folder) -> Step | None:
    waiting = folder.unproven()
    if waiting is None:
        return None
    return waiting.recorded_at + SECOND_LOOK, "核对证据", partial(deeds.prove, publication_id=waiting.id)


def _correct(course: Course, folder: Folder) -> Step | None:
    fix = course.correction
    if fix is None or not folder.publications:
        return None
    if (draft := folder.under_way()) is not None:
        return _way(folder, draft, draft.kind, fix.at)
    first = folder.publications[0]
    said = next(it.body for it in folder.drafts if it.id == first.draft_id)
    if folder.corrections or first.evidence_at is None or fix.wrong not in said:
        return None
    return (
        max(fix.at - WRITING, first.evidence_at + NARROW),
        "更正",
        partial(deeds.correct, publication_id=first.id),
    )


def _reply_to_order(course: Course, folder: Folder) -> Step | None:
    words = course.order_reply
    order = next((it for it in folder.orders if it.replied_at is None), None)
    if words is None or order is None:
        return None
    at = _at_work(order.issued_at + words.after, folder)
    return at, "回复督办", partial(deeds.answer_order, order_id=order.id)


def _account(course: Course, folder: Folder) -> Step | None:
    interview = next((it for it in folder.proposals if it.kind == "interview"), None)
    if interview is None or course.harm is None or course.side is None:
        return None
    harmed = next((it for it in folder.proposals if it.kind == "accountability"), None)
    if harmed is None:
        at = _at_work(interview.proposed_at + course.harm.after, folder)
        return at, "认定后果", partial(deeds.find_harm, proposal_id=interview.id)
    if harmed.id in folder.heard:
        return None
    at = _at_work(harmed.proposed_at + course.side.after, folder)
    return at, "陈述", partial(deeds.state_side, proposal_id=harmed.id)


def _close(course: Course, folder: Folder) -> Step | None:
    counted = [it for it in folder.publications if it.evidence_at]
    still = [it for it in folder.clocks if it.holder != "clearer" and it.milestone != "progress"]
    if course.close is None or not counted or still or folder.under_way():
        return None
    last = max(it.evidence_at for it in counted if it.evidence_at)
    return _on_duty(last + course.close, folder), "办结", deeds.close


def _out(clock: Clock, pace: float, folder: Folder) -> datetime:
    """The moment at which the answer to a clock goes out."""
    whole = clock.due_at - clock.anchor_at
    wanted = clock.anchor_at + whole * pace
    taken = folder.acknowledgement.at if folder.acknowledgement else folder.case.opened_at
    earliest = max(wanted, taken + WRITING + NARROW)
    # Nobody calls the press together by night, whatever the tier.
    at = _by_day(earliest) if clock.milestone == "explanation" else _at_work(earliest, folder)
    if pace < 1 and at > clock.due_at > earliest + NARROW:
        return clock.due_at - NARROW
    return at


def _on_duty(at: datetime, folder: Folder) -> datetime:
    """The same for the press office, which is on duty from early to late."""
    return at if folder.case.tier in (1, 2) else hours.on_duty(at)


def _at_work(at: datetime, folder: Folder) -> datetime:
    """The moment itself in tiers 1–2; otherwise within the hours in which people are at work."""
    return at if folder.case.tier in (1, 2) else _by_day(at)


def _by_day(at: datetime) -> datetime:
    there = local(at)
    if OPENS <= there.time() < CLOSES:
        return at
    day = there.date() + timedelta(days=there.time() >= CLOSES)
    return datetime.combine(day, OPENS, SHANGHAI) + timedelta(minutes=there.minute // 2)
