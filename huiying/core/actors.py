"""Who acts: an account, or somebody of a unit who was reached by a one-time link and has no account.

Verbs take an `Actor`: they ask for a role and a unit and keep a name; none of them asks how the person came.
"""

from dataclasses import dataclass
from typing import Protocol

MOST_CHARACTERS = 40
BY_LINK = "经链接:"


class Actor(Protocol):
    """A person who acts. `name` is what records and the audit keep of them, at most 40 characters.

    `account_id` is None for somebody without an account; `only_case` is the one case that they may know of,
    None where role and unit alone decide.
    """

    @property
    def name(self) -> str: ...

    @property
    def display_name(self) -> str: ...

    @property
    def role(self) -> str: ...

    @property
    def unit_id(self) -> int | None: ...

    @property
    def account_id(self) -> int | None: ...

    @property
    def only_case(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """A contact of a unit, let in by a link to one case; acts as that unit's people do."""

    name: str
    display_name: str
    unit_id: int
    only_case: int
    account_id: int | None = None
    role: str = "unit"


def name_by_link(person: str, duty: str) -> str:
    """经链接:王某/经办人, as records keep it; a very long name is cut."""
    room = MOST_CHARACTERS - len(BY_LINK) - len(duty) - 1
    called = person if len(person) <= room else f"{person[: room - 1]}…"
    return f"{BY_LINK}{called}/{duty}"
