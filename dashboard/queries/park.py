"""What stands beside the park's profile: the press office's unit and number, and who last looked at it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.queries.people import Names, office_phone
from dashboard.queries.setting_up import PARK
from huiying.core.models import AuditEntry, Unit


@dataclass(frozen=True)
class Beside:
    """`office`: the press office's unit; `seen_at`, `seen_by`: the last change or confirmation here."""

    office: Unit | None
    phone: str
    seen_at: datetime | None
    seen_by: str


def beside(session: Session) -> Beside:
    """What the page shows beside the file."""
    office = session.scalars(select(Unit).where(Unit.is_office)).first()
    newest = select(AuditEntry).where(AuditEntry.object == PARK).order_by(AuditEntry.id.desc())
    seen = session.scalars(newest.limit(1)).first()
    by = Names(session).person(seen.actor) if seen else ""
    return Beside(office, office_phone(session), seen.at if seen else None, by)
