"""The index of one case, as its page shows it."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core.models import Case
from responder.evaluation.gather import judged
from responder.evaluation.record import Scored, scored
from responder.evaluation.rules import Rules


def index_of(session: Session, case: Case, rules: Rules, now: datetime) -> Scored | None:
    """As stored by the evaluation, else as computed now; None for history and false alarms."""
    found = scored(session, judged() & (Case.id == case.id), rules, now)
    return found[0] if found else None
