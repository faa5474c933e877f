"""立即采集: a person has a source visited at once."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Source, User
from responder.verbs.permission import require_administrator


def visit_source(session: Session, source: Source, *, by: User, now: datetime) -> None:
    """Make the source due now; the next round takes it. Raises Refused where nobody visits it."""
    require_administrator(by, "立即采集")
    if source.address is None:
        raise Refused(f"信源“{source.name}”没有填写网址，不由本系统采集")
    if not source.enabled:
        raise Refused(f"信源“{source.name}”已停用，请先启用")
    source.next_due_at = now
    audit.record(session, "visit_source", "source", source.id, by=by.name, now=now)
