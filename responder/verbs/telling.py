"""Telling somebody what a verb did: a queued notice in the verb's transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core.models import Case
from responder.outbox import queue


def tell(
    session: Session,
    case: Case,
    *,
    kind: str,
    duty: str,
    head: str,
    lines: Sequence[str],
    occasion: str,
    now: datetime,
    unit_id: int | None = None,
) -> None:
    """Queue a notice of the case, headed 【head】 and the case's title."""
    queue(
        session,
        kind=kind,
        duty=duty,
        unit_id=unit_id,
        subject=f"【{head}】{case.title}",
        lines=lines,
        now=now,
        occasion=occasion,
        case=case,
    )


def tell_unit(
    session: Session, case: Case, *, kind: str, head: str, lines: Sequence[str], occasion: str, now: datetime
) -> None:
    """Tell the lead unit's handler, where there is a lead unit."""
    if case.lead_unit_id is not None:
        unit = case.lead_unit_id
        tell(
            session,
            case,
            kind=kind,
            duty="handler",
            head=head,
            lines=lines,
            occasion=occasion,
            now=now,
            unit_id=unit,
        )
