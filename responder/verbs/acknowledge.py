"""签收: the lead unit takes the case."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Acknowledgement, Case, User
from responder import casefile
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.verbs.permission import require_lead_unit, require_open


def acknowledge(session: Session, case: Case, *, by: User, policy: Policy, now: datetime) -> Acknowledgement:
    """Record that the lead unit took its assignment; once per assignment."""
    require_open(case, "签收")
    require_lead_unit(session, case, by, "签收")
    given = casefile.assignment(session, case)
    if given is None:
        raise Refused(f"事项 {case.number} 尚未交办，没有可签收的内容")
    if casefile.acknowledgement(session, given):
        raise Refused(f"事项 {case.number} 已经签收，无需重复")
    record = Acknowledgement(assignment_id=given.id, case_id=case.id, by=by.name, at=now)
    session.add(record)
    audit.record(session, "acknowledge", "case", case.id, by=by.name, now=now)
    keeper.meet(session, case, "acknowledge", at=now, now=now)
    keeper.replan(session, case, policy, now)
    return record
