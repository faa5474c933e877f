"""What the clusterer is given."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EventText:
    """One post for the clusterer. `at` is its publication (aware), or its detection where unknown.

    `weight` counts the people it touched (1 plus likes, comments ...), for titles and ranking. `edited`
    says that an editor wrote its title (news): such a one names an event better than a cry.
    """

    id: str
    at: datetime
    title: str = ""
    text: str = ""
    places: tuple[str, ...] = ()
    weight: float = 1.0
    edited: bool = False
