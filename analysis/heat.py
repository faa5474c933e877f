"""Heat 0-100: how widely and how fast a post, or an event, spreads."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from analysis.assessment import Reason
from analysis.burst import Usual, usual
from analysis.profile import HeatScale
from analysis.texts import Reading, Text

HALF_LIFE = timedelta(hours=12)
PACE = timedelta(hours=3)
_PER_HOUR = math.log(2) / (PACE / timedelta(hours=1))
_ENGAGEMENT, _ENGAGEMENT_ALONE, _VELOCITY = 70.0, 90.0, 20.0
_LEAST_SPAN = timedelta(minutes=5)
_UNKNOWN = (None,) * 5
_NO_BURST = Reason("突发", "未知（信源以往带互动数的信息不足，无从比较）")


@dataclass(frozen=True, slots=True)
class Heat:
    """`velocity` is weighted touches an hour, None where fewer than two readings are known.
    `acceleration` is its change an hour, None with fewer than three. `burst` says by how many spreads
    the loudest post lies above what is usual for its source, None where that is unknown."""

    value: float
    touches: float | None
    velocity: float | None
    acceleration: float | None
    burst: float | None
    reasons: tuple[Reason, ...]


def heat_of(texts: Sequence[Text], scale: HeatScale, now: datetime) -> Heat:
    """The heat of one post, or of all posts of an event together."""
    spreads = [spread(text, scale, now) for text in texts]
    known = [one.touches for one in spreads if one.touches is not None]
    touches = sum(known) if known else None
    rates = [one.velocity for one in spreads if one.velocity is not None]
    velocity = sum(rates) if rates else None
    changes = [one.acceleration for one in spreads if one.acceleration is not None]
    public = [text.channel for text in texts if spreads_publicly(text.channel, scale)]
    effective = sum([one.effective for one in spreads]) + scale.post * max(0, len(public) - 1)
    channels = len(set(public))
    reach = _reach(texts, scale) + scale.channel_points * max(0, channels - 1)
    value = min(100.0, _engagement(effective, velocity, scale) + reach)
    burst, why = _burst(texts, spreads, scale)
    reasons = (_pace_told(touches, velocity, reach, channels), why)
    acceleration = sum(changes) if changes else None
    return Heat(round(value, 1), touches, velocity, acceleration, burst, reasons)


def spreads_publicly(channel: str, scale: HeatScale) -> bool:
    """A channel without weight, such as a letter to the office, is read by nobody else."""
    return scale.channel_weights.get(channel, 1.0) > 0


@dataclass(frozen=True, slots=True)
class Spread:
    """`effective` touches fade by half every twelve hours, where it is known when they came."""

    touches: float | None
    effective: float
    velocity: float | None
    acceleration: float | None


def spread(text: Text, scale: HeatScale, now: datetime) -> Spread:
    """Touches and their pace from the stored readings, or the one count that there is."""
    if not text.readings:
        touches = _touches(text, scale)
        return Spread(touches, touches or 0.0, None, None)
    readings = sorted(text.readings, key=lambda one: one.at)
    counted = [(one.at, touched) for one in readings if (touched := _touches(one, scale)) is not None]
    if len(counted) < 2:
        touches = _touches(text, scale)
        if touches is None and counted:
            touches = counted[-1][1]
        return Spread(touches, touches or 0.0, None, None)
    effective, before = 0.0, 0.0
    for at, touched in counted:
        effective += max(0.0, touched - before) * _fading(now - at)
        before = max(before, touched)
    velocity = _pace(counted, max(now, counted[-1][0]))
    return Spread(counted[-1][1], effective, velocity, _acceleration(counted, velocity, now))


def _pace(counted: Sequence[tuple[datetime, float]], now: datetime) -> float:
    """Touches an hour, the newest counting most: by half less every `PACE`, over the time that is known.

    A rate between two readings alone jumps with every visit; this one follows what goes on for hours.
    """
    gained = 0.0
    for (was, before), (at, after) in pairwise(counted):
        gained += max(0.0, after - before) * _weight(was, at, now)
    known = max(_LEAST_SPAN, now - counted[0][0])
    return gained * _PER_HOUR / (1 - math.pow(0.5, known / PACE))


def _weight(was: datetime, at: datetime, now: datetime) -> float:
    """The mean fading of what came evenly between two moments."""
    ages = (now - at) / PACE, (now - was) / PACE
    if ages[1] - ages[0] < 1e-6:
        return math.pow(0.5, min(60.0, ages[0]))
    early, late = (math.pow(0.5, min(60.0, age)) for age in ages)
    return (early - late) / (math.log(2) * (ages[1] - ages[0]))


def _acceleration(counted: Sequence[tuple[datetime, float]], velocity: float, now: datetime) -> float | None:
    """The change of pace an hour since the reading before the last."""
    if len(counted) < 3:
        return None
    earlier = counted[-2][0]
    hours = max(_LEAST_SPAN, max(now, counted[-1][0]) - earlier) / timedelta(hours=1)
    return (velocity - _pace(counted[:-1], earlier)) / hours


def _fading(age: timedelta) -> float:
    return math.pow(0.5, min(60.0, max(0.0, age / HALF_LIFE)))


def _touches(one: Text | Reading, scale: HeatScale) -> float | None:
    """Weighted counters; None where the source shows none of them."""
    counts = (one.reposts, one.comments, one.likes, one.dislikes, one.views)
    if counts == _UNKNOWN:
        return None
    weights = (scale.repost, scale.comment, scale.like, scale.dislike, scale.view)
    pairs = zip(counts, weights, strict=True)
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


# Most posts come without counters, and all of those are told alike.
@lru_cache(maxsize=4096)
def _pace_told(touches: float | None, velocity: float | None, reach: float, channels: int) -> Reason:
    engaged = "信源未提供互动数" if touches is None else f"加权互动 {touches:,.0f}"
    pace = "速度未知（读数不足两次）" if velocity is None else f"每小时新增 {velocity:,.0f}"
    return Reason("热度", f"{engaged}，{pace}；信源与渠道计 {reach:.0f} 分（{channels} 个公开渠道）")


def _burst(texts: Sequence[Text], spreads: Sequence[Spread], scale: HeatScale) -> tuple[float | None, Reason]:
    """The loudest post against its own source; posts of one source share one list of what is usual."""
    if not any(text.usual for text in texts):
        return None, _NO_BURST
    known: dict[int, Usual | None] = {}
    found: list[tuple[float, float, Usual, str]] = []
    for text, one in zip(texts, spreads, strict=True):
        if one.touches is None or not text.usual:
            continue
        if id(text.usual) not in known:
            reached = (_touches(reading, scale) for reading in text.usual)
            known[id(text.usual)] = usual([count for count in reached if count is not None])
        normal = known[id(text.usual)]
        if normal is not None:
            found.append((normal.burst(one.touches), one.touches, normal, text.source))
    if not found:
        return None, _NO_BURST
    burst, touches, normal, source = max(found, key=lambda one: one[0])
    against = f"{source or '信源'}平时每条约 {normal.touches:,.0f}"
    return round(burst, 2), Reason(
        "突发", f"最高一条加权互动 {touches:,.0f}，{against}，偏离 {burst:+.1f} 个标准差"
    )
