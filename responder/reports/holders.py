"""By what name a clock's holder and milestone stand in a report."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Clock, Unit
from responder.clocks.words import MILESTONES

OFFICE = "新闻办"
CLEARER = "值班审查人"
NOT_ASSIGNED = "未交办单位"


class Holders:
    """Names of units, read once. The office's own unit as press office and as a unit are told apart."""

    def __init__(self, session: Session) -> None:
        found = session.scalars(select(Unit).order_by(Unit.id))
        self._units: dict[int, str] = {it.id: it.name for it in found}
        names = (OFFICE, CLEARER, *self._units.values())
        self._places = {name: place for place, name in enumerate(names)}

    def unit(self, unit_id: int | None) -> str:
        """A unit's name; the office where none is named."""
        return self._units.get(unit_id, OFFICE) if unit_id is not None else OFFICE

    def name(self, clock: Clock) -> str:
        """Who owes the clock."""
        if clock.holder == "unit":
            return self._units.get(clock.holder_unit_id or 0, NOT_ASSIGNED)
        return OFFICE if clock.holder == "office" else CLEARER

    def place(self, name: str) -> int:
        """Where a holder of this name stands in a list: the office, the clearer, then units as listed."""
        return self._places.get(name, len(self._places))

    def milestone(self, clock: Clock) -> str:
        """What people call the clock's milestone."""
        return {str(code): name for code, name in MILESTONES.items()}.get(clock.milestone, clock.milestone)
