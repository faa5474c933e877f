"""签收: the lead unit takes the case."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.actors import Actor
from huiying.core.errors import Refused
from huiying.core.models import Acknowledgement, Case
from responder import casefile
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.procedure.place import require


def acknowledge(session: Session, case: Case, *, by: Actor, policy: Policy, now: datetime) -> Acknowledgement:
    """Record that the lead unit took its assignment; once per assignment."""
    require(session, case, "acknowledge", by)
    given = casefile.assignment(session, case)
    assert given is not None
    if casefile.acknowledgement(session, given):
        raise Refused(f"事项 {case.number} 已经签收，无需重复")
    record = Acknowledgement(assignment_id=given.id, case_id=case.id, by=by.name, at=now)
    session.add(record)
    audit.record(session, "acknowledge", "case", case.id, by=by.name, now=now)
    keeper.meet(session, case, "acknowledge", at=now, now=now)
    keeper.replan(session, case, policy, now)
    return record
