"""启用、停用: a person switches a source on or off."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Source, User
from responder.verbs.permission import require_administrator


def switch_source(session: Session, source: Source, *, on: bool, by: User, now: datetime) -> None:
    """Switch the source on or off; from now on sources.toml no longer decides that. Switched on, it is due
    at once. Raises Refused where it is so already."""
    word = "启用" if on else "停用"
    require_administrator(by, f"{word}信源")
    if source.enabled == on:
        raise Refused(f"信源“{source.name}”已经{word}")
    source.enabled = on
    source.switched_at, source.switched_by = now, by.name
    source.next_due_at = now if on and source.address is not None else None
    action = "enable_source" if on else "disable_source"
    audit.record(session, action, "source", source.id, by=by.name, now=now)
