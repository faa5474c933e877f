"""The hot list: which events touch most people and last longest."""

import math
from collections.abc import Sequence
from datetime import timedelta

from analysis.profile import HeatScale
from analysis.texts import Text

POST_WORTH = 10.0
TOUCH_WORTH = 8.0
HALF = 500.0


def hotness(texts: Sequence[Text], scale: HeatScale) -> float:
    """For ordering only: people touched, times how long it goes on.

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
    return round(people * (1 + math.log1p(len(days)) / 2 + math.log1p(span) / 10), 2)


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
