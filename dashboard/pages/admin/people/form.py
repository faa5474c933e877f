"""What the form of an account brings."""

from sqlalchemy.orm import Session

from dashboard.accounts import Person
from dashboard.pages.admin.robots.form import chosen_unit
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from huiying.core.models import Unit


def read_person(visit: Visit, session: Session) -> Person:
    """Who the account is to be. Raises BadInput for a unit that is not there."""
    number = chosen_unit(visit)
    unit = session.get(Unit, number) if number is not None else None
    if number is not None and unit is None:
        raise BadInput("没有这个单位，请重新选择")
    return Person(visit.field("display_name"), visit.field("role"), unit, visit.field("email") or None)
