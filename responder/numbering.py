"""Numbers that people use for a case or an order: one series a year, no number given twice."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from huiying.core.clock import local
from huiying.core.models import Numbering


def next_number(session: Session, prefix: str, now: datetime) -> str:
    """The next number of a series, such as 2026-0001 (prefix "") or 督2026-0001 (prefix "督")."""
    year = local(now).year
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = (
        insert(Numbering)
        .values(series=f"{prefix}{year}", last=1)
        .on_conflict_do_update(index_elements=["series"], set_={"last": Numbering.last + 1})
        .returning(Numbering.last)
    )
    last = session.execute(statement).scalar_one()
    return f"{prefix}{year}-{last:04d}"
