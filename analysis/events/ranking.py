"""The hot list: which events touch most people and last longest."""

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta

from analysis.profile import HeatScale
from analysis.texts import Text

POST_WORTH = 10.0
TOUCH_WORTH = 8.0
HALF = 500.0
SCATTERED = 0.4
FEW_NAMED, LEAST_PLACES = 1 / 3, 4


def hotness(texts: Sequence[Text], scale: HeatScale, places: Mapping[str, int] | None = None) -> float:
    """For ordering only: people touched, times how long it goes on, less where no one place is meant.

    A post weighs as much as ten light touches, because writing takes more than a click; counters
    count by their square root, so that one popular post does not outrank a quarrel of hundreds of
    writers. Persistence counts the days on which posts came, by logarithm.
    """
    if not texts:
        return 0.0
    touched = sum(_touches(text, scale) for text in texts)
    people = POST_WORTH * len(texts) + TOUCH_WORTH * math.sqrt(touched)
    days = {text.published_at.date() for text in texts if text.published_at is not None}
    span = _span(texts) / timedelta(days=1)
    lasting = 1 + math.log1p(len(days)) / 2 + math.log1p(span) / 10
    return round(people * lasting * _one_place(places or {}, len(texts)), 2)


def _one_place(places: Mapping[str, int], posts: int) -> float:
    """1 where one place stands out, or too few posts name any; down to SCATTERED where none does."""
    named = sum(places.values())
    if named < FEW_NAMED * posts or len(places) < LEAST_PLACES:
        return 1.0
    first = max(places, key=lambda place: (places[place], place))
    there = sum(times for place, times in places.items() if first in place or place in first)
    return SCATTERED + (1 - SCATTERED) * there / named


def on_scale(hotness: float) -> float:
    """The hotness as 0-100 in the same order; `HALF` stands for 50."""
    return round(100 * hotness / (hotness + HALF), 2)


def _touches(text: Text, scale: HeatScale) -> float:
    return (
        scale.repost * max(0, text.reposts or 0)
        + scale.comment * max(0, text.comments or 0)
        + scale.like * max(0, text.likes or 0)
        + scale.dislike * max(0, text.dislikes or 0)
        + scale.view * max(0, text.views or 0)
    )


def _span(texts: Sequence[Text]) -> timedelta:
    moments = [text.published_at for text in texts if text.published_at is not None]
    return max(moments) - min(moments) if moments else timedelta()
