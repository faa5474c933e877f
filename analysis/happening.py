"""The verdict on an event, from all of its posts."""

from dataclasses import dataclass

from analysis.assessment import Assessment, Emergency, Reason
from analysis.texts import Text

Member = tuple[Text, Assessment]


@dataclass(frozen=True, slots=True)
class EventAssessment:
    """What the analysis says of one event; the fields mean what they mean on an `Assessment`.

    `emergency` holds the latest figures given. `ask_person` is True where the law sets no
    automatic grade for the kind of happening, so that a person must judge at once.
    `negative_share` is 0..1 over the relevant posts, `channels` are those that carry it.
    """

    relevant: bool
    topic: str
    themes: tuple[str, ...]
    emergency: Emergency | None
    grade: int | None
    ask_person: bool
    heat: float
    velocity: float | None
    level: int | None
    tier: int | None
    unit: str
    supporting: tuple[str, ...]
    rumor: float
    negative_share: float
    channels: tuple[str, ...]
    reasons: tuple[Reason, ...]
