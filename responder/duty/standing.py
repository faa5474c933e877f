"""Who is there at a moment: absences resolved to deputies, and who is at the posts of the roster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core.models import Absence, Shift
from responder.duty.absences import in_force, is_of, stands_in, why
from responder.duty.members import Member, Register
from responder.duty.roster import on_duty
from responder.duty.words import AWAY

MOST_DEPUTIES = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """Who answers for somebody: the person or a deputy; `member` is None where nobody does.

    `note` says why it is a deputy, or why there is none; empty where the person is there.
    """

    member: Member | None
    note: str = ""


class Presence:
    """Everybody with whoever stands in for them at one moment."""

    def __init__(self, register: Register, absences: Sequence[Absence], shifts: Sequence[Shift]) -> None:
        self.register, self.people = register, register.members()
        self._absences, self._shifts = absences, shifts

    @classmethod
    def read(cls, session: Session, now: datetime) -> "Presence":
        """As the records say for `now`: five small queries."""
        away = [one for one in in_force(session, now) if one.kind in AWAY]
        return cls(Register.read(session), away, on_duty(session, now))

    def of(self, person: Member) -> Standing:
        """Follows deputies who are away themselves, until somebody is there who can be reached."""
        reasons: list[str] = []
        current = person
        for _ in range(MOST_DEPUTIES):
            absence = next((one for one in self._absences if is_of(one, current)), None)
            if absence is None:
                break
            reasons.append(why(absence))
            deputy = next((one for one in self.people if stands_in(absence, one)), None)
            if deputy is None:
                return Standing(None, "、".join(reasons))
            current = deputy
        else:
            return Standing(None, "、".join(reasons))
        if not reasons:
            return Standing(person)
        if not current.is_reachable:
            return Standing(None, "、".join(reasons) + f"，代理人{current.name}没有联系方式")
        return Standing(current, "、".join(reasons))

    def at_post(self, post: str) -> list[tuple[Shift, Member, Standing]]:
        """Who is on the roster at the post, and who answers for them."""
        found = []
        for shift in self._shifts:
            person = next((one for one in self.people if one.user_id == shift.user_id), None)
            if shift.post == post and person is not None:
                found.append((shift, person, self.of(person)))
        return found
