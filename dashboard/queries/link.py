"""What a case shows to whom a link let in, and what the office sees of its links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.queries.case_file import Task, instructed_tasks, members
from dashboard.queries.happenings import Entry
from dashboard.queries.people import Names, choosable_units
from dashboard.queries.postlines import PostLine, post_lines
from dashboard.queries.steps import draft_states
from dashboard.queries.tasks import Tasks, tasks
from dashboard.queries.timeline import timeline
from huiying.core.actors import LinkHolder
from huiying.core.models import Case, Draft, Origin, Unit

MOST_POSTS, MOST_ENTRIES = 4, 12


@dataclass(frozen=True)
class LinkCase:
    """One case for one unit's person: `origin` is the text by which it was opened by hand, if it was;
    `to_publish` are the cleared texts that its unit is to publish; `instructions` are those to their unit
    that await its report."""

    tasks: Tasks
    unit: Unit | None
    others: Sequence[Unit]
    leads: bool
    instructions: Sequence[Task]
    to_publish: Sequence[Draft]
    origin: str
    posts: Sequence[PostLine]
    history: Sequence[Entry]


def link_case(session: Session, holder: LinkHolder, case: Case, now: datetime) -> LinkCase:
    """The page's content."""
    names = Names(session)
    given = instructed_tasks(session, case, names)
    origin = session.scalars(select(Origin.text).where(Origin.case_id == case.id)).first()
    return LinkCase(
        tasks=tasks(session, holder, now),
        unit=session.get(Unit, holder.unit_id),
        others=[one for one in choosable_units(session) if one.id != holder.unit_id],
        leads=case.lead_unit_id == holder.unit_id,
        to_publish=_to_publish(session, holder, case),
        instructions=[one for one in given if one.given.unit_id == holder.unit_id],
        origin=origin or "",
        posts=post_lines(session, members(case), most=MOST_POSTS),
        history=timeline(session, holder, case, names)[:MOST_ENTRIES],
    )


def _to_publish(session: Session, holder: LinkHolder, case: Case) -> list[Draft]:
    if case.closed_at is not None or case.lead_unit_id != holder.unit_id:
        return []
    states = draft_states(session, [case.id]).get(case.id, [])
    return [session.get_one(Draft, one.id) for one in states if one.state == "cleared"]
