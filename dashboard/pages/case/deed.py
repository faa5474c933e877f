"""What every action on a case page has at hand: the case, who acts, and the records that its form names."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.access import NotFound
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core import clock
from huiying.core.errors import BadInput
from huiying.core.models import Case, Unit

Of = TypeVar("Of")


@contextmanager
def on_case(visit: Visit) -> Iterator[tuple[Session, Case]]:
    """One write transaction on the case of the address. Raises NotFound."""
    with visit.write() as session:
        yield session, access.find_case(session, visit.user, visit.number("case"))


def acting(visit: Visit) -> dict[str, Any]:
    """Who acts, and when."""
    return {"by": visit.user, "now": visit.now}


def planning(visit: Visit) -> dict[str, Any]:
    """The same for verbs that plan clocks."""
    return {**acting(visit), "policy": visit.site.policy}


def own(session: Session, case: Case, model: type[Of], given: str, missing: str) -> Of:
    """The record of this case that the form names. Raises NotFound with `missing`."""
    key = number(given)
    found = session.get(model, key) if key is not None else None
    if found is None or found.case_id != case.id:  # type: ignore[attr-defined]
        raise NotFound(missing)
    return found


def chosen_unit(session: Session, given: str) -> Unit | None:
    """The unit that was chosen from a list; None where none was. Raises BadInput."""
    if not given:
        return None
    key = number(given)
    found = session.get(Unit, key) if key is not None else None
    if found is None or found.disabled_at is not None:
        raise BadInput("没有这个单位，请从列表中选择")
    return found


def the_unit(session: Session, given: str, role: str) -> Unit:
    """The unit that has to be chosen. Raises BadInput."""
    found = chosen_unit(session, given)
    if found is None:
        raise BadInput(f"请选择{role}")
    return found


def units(session: Session, given: list[str]) -> list[Unit]:
    """The units that were ticked."""
    keys = [key for key in map(number, given) if key is not None]
    return list(session.scalars(select(Unit).where(Unit.id.in_(keys)).order_by(Unit.id)))


def moment(visit: Visit, field: str, what: str) -> datetime:
    """A moment of the form. Raises BadInput."""
    try:
        return clock.parse(visit.field(field))
    except ValueError as error:
        raise BadInput(f"{what}：{error}") from error
