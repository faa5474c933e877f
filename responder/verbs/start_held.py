"""核实办理: a person decides that a held case (old news) is to be answered; its clocks start."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, User
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.procedure.place import require


def start_held(session: Session, case: Case, *, by: User, policy: Policy, now: datetime) -> None:
    """Start the clocks of a held case from now: nobody is late for what was not yet a duty."""
    require(session, case, "start_held", by)
    if case.held_at is None:
        raise Refused(f"事项 {case.number} 不在等待核实之列")
    case.held_at, case.held_reason = None, None
    case.detected_at, case.occurred_at = now, None
    audit.record(session, "start_held", "case", case.id, by=by.name, now=now)
    keeper.replan(session, case, policy, now)
