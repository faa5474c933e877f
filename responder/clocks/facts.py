"""The case as planning sees it: what its records say, and its open tasks. Nothing is read from clocks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Case, Confirmation, Examination, Joining, Origin, Publication
from responder import casefile
from responder.clocks.plan import CaseFacts, PlannedClock, plan, plan_task
from responder.clocks.policy import Policy
from responder.clocks.words import Milestone


@dataclass(frozen=True)
class Wanted:
    """A clock that the case should be running: of which task, held by which unit (None: the lead unit)."""

    clock: PlannedClock
    subject_id: int | None = None
    unit_id: int | None = None

    @property
    def key(self) -> tuple[str, int | None]:
        """What tells the clocks of one case apart."""
        return self.clock.milestone, self.subject_id


@dataclass(frozen=True)
class Task:
    """One open task of a case with a clock of its own: a draft to clear, an objection to decide."""

    milestone: Milestone
    subject_id: int
    anchor: str
    at: datetime
    unit_id: int | None = None
    term: str | None = None


def wanted(session: Session, case: Case, policy: Policy, facts: CaseFacts, now: datetime) -> list[Wanted]:
    """The clocks that the records ask for, by the policy of today."""
    own = _duty_term(session, case)
    clocks = [clock for clock in plan(policy, facts, now) if not (own and clock.milestone == "fulfilment")]
    duty = plan_task(policy, facts, "fulfilment", now, own) if own else None
    found = [Wanted(clock) for clock in [*clocks, duty] if clock]
    for task in tasks(session, case):
        with_anchor = replace(facts, **{f"{task.anchor}_at": task.at})  # type: ignore[arg-type]
        clock = plan_task(policy, with_anchor, task.milestone, now, task.term)
        if clock is not None:
            found.append(Wanted(clock, task.subject_id, task.unit_id))
    return found


def tasks(session: Session, case: Case) -> Iterator[Task]:
    """The case's open tasks."""
    for draft in casefile.awaiting_clearance(session, case):
        yield Task("clear", draft.id, "submitted", draft.submitted_at or draft.created_at)
    objection = casefile.open_objection(session, case)
    if objection:
        yield Task("objection", objection.id, "objected", objection.at)
    for referral in casefile.referrals(session, case, open_only=True):
        way: Milestone = "report_up" if referral.way == "report_up" else "refer_out"
        yield Task(way, referral.id, "referred", referral.at)
    for given in casefile.instructions(session, case, open_only=True):
        yield Task("instruction", given.id, "instructed", given.at, given.unit_id, given.term)


def facts_of(session: Session, case: Case) -> CaseFacts:
    """The case's facts; `met` comes from the records."""
    first = session.scalars(
        select(Confirmation).where(Confirmation.case_id == case.id).order_by(Confirmation.id).limit(1)
    ).first()
    given = casefile.assignment(session, case)
    published = list(casefile.counted_publications(session, case))
    renewed = _reopened(session, case, published)
    out = casefile.handed_out(session, case) if case.kind == "opinion" else None
    return CaseFacts(
        kind=case.kind,  # type: ignore[arg-type]
        tier=case.tier,
        grade=case.grade,
        appeal=case.appeal,  # type: ignore[arg-type]
        occurred_at=case.occurred_at,
        detected_at=case.detected_at,
        confirmed_at=first.at if first else None,
        assigned_at=given.at if given else None,
        last_publication_at=published[-1].published_at if published else None,
        reopened_at=renewed,
        handed_out_at=out.handed_at if out else None,
        closed_at=case.closed_at,
        met={k: v for k, v in _met(session, case, published, renewed).items() if v},  # type: ignore[misc]
        **_by_kind(session, case),
    )


def _by_kind(session: Session, case: Case) -> dict[str, datetime | None]:
    """The anchors that only one kind of case has."""
    if case.kind == "message":
        return {"received_at": casefile.received_at(session, case)}
    origin = session.get(Origin, case.id)
    if origin is None:
        return {}
    if case.kind == "disclosure":
        examined = session.get(Examination, case.id)
        return {"received_at": origin.at, "completed_at": examined.completed_at if examined else None}
    return {"document_published_at" if case.kind == "interpretation" else "started_at": origin.at}


def _met(
    session: Session, case: Case, published: list[Publication], renewed: datetime | None
) -> dict[str, datetime | None]:
    first = casefile.confirmation(session, case)
    given = casefile.assignment(session, case)
    taken = casefile.acknowledgement(session, given)
    met: dict[str, datetime | None] = dict(_answers(session, case, published))
    examined = session.get(Examination, case.id) if case.kind == "disclosure" else None
    done = casefile.fulfilment(session, case) if case.kind == "duty" else None
    met |= {"confirm": first.at if first else None, "assign": given.at if given else None}
    met |= {"acknowledge": taken.at if taken else None, "evaluation": _evaluated(session, case)}
    met |= {"completion": examined.at if examined else None}
    if case.kind == "duty":
        met["fulfilment"] = done.done_at if done else renewed
    if renewed is not None:
        met["renewed_answer"] = done.at if done else _first_since(case, published, renewed)
    return met


def _answers(session: Session, case: Case, published: list[Publication]) -> Iterator[tuple[str, datetime]]:
    """The first publication of each kind; a reply only when it came after the last sender."""
    joined = casefile.last_joined(session, case) if case.kind == "message" else None
    for one in reversed(published):
        if one.kind != "reply" or joined is None or one.published_at >= joined:
            yield one.kind, one.published_at


def _reopened(session: Session, case: Case, published: list[Publication]) -> datetime | None:
    """When a case that was answered, or done, was opened again; where it never was, its first clocks
    are owed as they were."""
    last = casefile.reopening(session, case)
    if last is None:
        return None
    if case.kind == "duty":
        return last.at
    wanted_kind = casefile.OWN_ANSWER.get(case.kind)
    before = (one for one in published if wanted_kind in (None, one.kind) and one.published_at < last.at)
    return last.at if any(before) else None


def _first_since(case: Case, published: list[Publication], since: datetime) -> datetime | None:
    wanted_kind = casefile.OWN_ANSWER.get(case.kind)
    found = (one.published_at for one in published if wanted_kind in (None, one.kind))
    return next((at for at in found if at >= since), None)


def _evaluated(session: Session, case: Case) -> datetime | None:
    """Of a closed case; where nothing was answered, as with a false alarm or a case that went into
    another one, there is nothing to evaluate."""
    if case.closed_at is None:
        return None
    if session.get(Joining, case.id) or not casefile.is_answered(session, case):
        return case.closed_at
    made = [note.at for note in casefile.notes(session, case, "evaluation") if note.at >= case.closed_at]
    return made[0] if made else None


def _duty_term(session: Session, case: Case) -> str | None:
    origin: Any = session.get(Origin, case.id) if case.kind == "duty" else None
    return origin.term if origin else None
