"""签收: the lead unit takes the case."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.actors import Actor
from huiying.core.errors import Refused
from huiying.core.models import Absence, Acknowledgement, Case
from responder import casefile
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.duty import signing
from responder.procedure.place import require


def acknowledge(
    session: Session,
    case: Case,
    *,
    by: Actor,
    policy: Policy,
    now: datetime,
    in_the_name_of: Absence | None = None,
) -> Acknowledgement:
    """Record that the lead unit took its assignment; once per assignment.

    `in_the_name_of`: the delegation under which `by` signs for somebody of the unit; both names are kept.
    """
    require(session, case, "acknowledge", by)
    given = casefile.assignment(session, case)
    assert given is not None
    if casefile.acknowledgement(session, given):
        raise Refused(f"事项 {case.number} 已经签收，无需重复")
    if in_the_name_of is not None:
        signing.require_of_unit(session, in_the_name_of, by, "acknowledge", case.lead_unit_id, now)
    whose = in_the_name_of.id if in_the_name_of else None
    record = Acknowledgement(assignment_id=given.id, case_id=case.id, by=by.name, at=now, absence_id=whose)
    session.add(record)
    audit.record(session, "acknowledge", "case", case.id, by=by.name, now=now, absence=whose)
    keeper.meet(session, case, "acknowledge", at=now, now=now)
    keeper.replan(session, case, policy, now)
    return record
