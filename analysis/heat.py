"""Heat 0-100: how widely and how fast a post, or an event, spreads."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from analysis.assessment import Reason
from analysis.profile import HeatScale
from analysis.texts import Reading, Text

HALF_LIFE = timedelta(hours=12)
_ENGAGEMENT, _ENGAGEMENT_ALONE, _VELOCITY = 70.0, 90.0, 20.0
_LEAST_SPAN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Heat:
    """`velocity` is weighted touches an hour, None where fewer than two readings are known.
    `acceleration` is its change an hour, None with fewer than three."""

    value: float
    touches: float | None
    velocity: float | None
    acceleration: float | None
    reasons: tuple[Reason, ...]


def heat_of(texts: Sequence[Text], scale: HeatScale, now: datetime) -> Heat:
    """The heat of one post, or of all posts of an event together."""
    spreads = [spread(text, scale, now) for text in texts]
    known = [one for one in spreads if one.touches is not None]
    touches = sum(one.touches or 0 for one in known) if known else None
    rates = [one.velocity for one in spreads if one.velocity is not None]
    velocity = sum(rates) if rates else None
    changes = [one.acceleration for one in spreads if one.acceleration is not None]
    effective = sum(one.effective for one in known) + scale.post * (len(texts) - 1)
    channels = sorted({text.channel for text in texts})
    reach = _reach(texts, scale) + scale.channel_points * max(0, len(channels) - 1)
    value = min(100.0, _engagement(effective, velocity, scale) + reach)
    reasons = _reasons(touches, velocity, reach, channels)
    return Heat(round(value, 1), touches, velocity, sum(changes) if changes else None, reasons)


@dataclass(frozen=True, slots=True)
class Spread:
    """`effective` touches fade by half every twelve hours, where it is known when they came."""

    touches: float | None
    effective: float
    velocity: float | None
    acceleration: float | None


def spread(text: Text, scale: HeatScale, now: datetime) -> Spread:
    """Touches and their pace from the stored readings, or the one count that there is."""
    readings = sorted(text.readings, key=lambda one: one.at)
    counted = [(one.at, touched) for one in readings if (touched := _touches(one, scale)) is not None]
    if len(counted) < 2:
        touches = _touches(text, scale)
        if touches is None and counted:
            touches = counted[-1][1]
        return Spread(touches, touches or 0.0, None, None)
    rates = _rates(counted)
    velocity = rates[-1][1] * _fading(now - rates[-1][0])
    acceleration = None
    if len(rates) > 1:
        hours = max(_LEAST_SPAN, rates[-1][0] - rates[-2][0]) / timedelta(hours=1)
        acceleration = (rates[-1][1] - rates[-2][1]) / hours
    effective, before = 0.0, 0.0
    for at, touched in counted:
        effective += max(0.0, touched - before) * _fading(now - at)
        before = max(before, touched)
    return Spread(counted[-1][1], effective, velocity, acceleration)


def _rates(counted: list[tuple[datetime, float]]) -> list[tuple[datetime, float]]:
    rates = []
    for (was, before), (at, after) in pairwise(counted):
        hours = max(_LEAST_SPAN, at - was) / timedelta(hours=1)
        rates.append((at, max(0.0, after - before) / hours))
    return rates


def _fading(age: timedelta) -> float:
    return math.pow(0.5, min(60.0, max(0.0, age / HALF_LIFE)))


def _touches(one: Text | Reading, scale: HeatScale) -> float | None:
    """Weighted counters; None where the source shows none of them."""
    pairs = (
        (one.reposts, scale.repost),
        (one.comments, scale.comment),
        (one.likes, scale.like),
        (one.dislikes, scale.dislike),
        (one.views, scale.view),
    )
    if all(count is None for count, _ in pairs):
        return None
    return sum(max(0, count) * weight for count, weight in pairs if count is not None)


def _engagement(effective: float, velocity: float | None, scale: HeatScale) -> float:
    """An unknown velocity is no zero: the engagement then speaks for it too."""
    share = effective / (effective + scale.half)
    if velocity is None:
        return _ENGAGEMENT_ALONE * share
    return _ENGAGEMENT * share + _VELOCITY * velocity / (velocity + scale.per_hour)


def _reach(texts: Sequence[Text], scale: HeatScale) -> float:
    weights = [max(0.0, text.source_weight) * scale.channel_weights.get(text.channel, 1.0) for text in texts]
    return min(20.0, scale.source_points * max(weights, default=0.0))


def _reasons(
    touches: float | None, velocity: float | None, reach: float, channels: list[str]
) -> tuple[Reason, ...]:
    engaged = "信源未提供互动数" if touches is None else f"加权互动 {touches:,.0f}"
    pace = "速度未知（读数不足两次）" if velocity is None else f"每小时新增 {velocity:,.0f}"
    return (Reason("热度", f"{engaged}，{pace}；信源与渠道计 {reach:.0f} 分（{len(channels)} 个渠道）"),)
