"""What a case's history is made of: one entry for each thing that happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Base, Case

R = TypeVar("R", bound=Base)


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `who` is empty where nobody in particular did it; `photos` are pictures that
    came with it."""

    at: datetime
    what: str
    who: str = ""
    text: str = ""
    photos: Sequence[int] = ()


def of_case(session: Session, model: type[R], case: Case) -> list[R]:
    """The case's records of a kind."""
    return list(session.scalars(select(model).where(model.case_id == case.id)))  # type: ignore[attr-defined]
