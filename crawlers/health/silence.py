"""When a source has been silent for too long: by what its hours usually bring, or by its longest gap."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crawlers.health import saying
from crawlers.health.facts import Facts, Finding, HourRow
from crawlers.health.history import HOUR, Rhythm, Usual, gaps, hour_of
from crawlers.health.thresholds import Thresholds

_LOOK = "请打开网址看看"


def silence(
    facts: Facts, hours: Sequence[HourRow], rhythm: Rhythm, now: datetime, limits: Thresholds
) -> Finding | None:
    """Whether it is silent. `hours` are all visited ones, oldest first; `rhythm` is of those before the
    silence. A visit that found nothing tells that there was nothing; a time without visits tells nothing."""
    if facts.expected_hours is not None:
        return _against_expectation(facts, now)
    if not facts.visited or not hours:
        return None
    if facts.last_new_at is None:
        return _never(facts, hours, limits)
    seen = _seen_until(hours, now)
    if seen <= facts.last_new_at:
        return None
    quiet = [row.hour for row in hours if hour_of(facts.last_new_at) < row.hour < hour_of(now)]
    return _against_rhythm(facts.last_new_at, quiet, rhythm, seen, limits) or _against_gaps(
        facts, hours, seen, limits
    )


def _against_expectation(facts: Facts, now: datetime) -> Finding | None:
    longest = timedelta(hours=facts.expected_hours or 0)
    since = facts.last_new_at or facts.began_at
    if not longest or now - since <= longest:
        return None
    said = f"已 {saying.span(now - since)}没有新信息，设定至多间隔 {saying.span(longest)}"
    return Finding("silent", f"{said}：请{'打开网址看看' if facts.visited else '与提供单位核实'}")


def _never(facts: Facts, hours: Sequence[HourRow], limits: Thresholds) -> Finding | None:
    length = hours[-1].hour - hours[0].hour
    if length < timedelta(days=limits.never_days):
        return None
    visits = sum(row.good for row in hours)
    said = f"采集 {visits} 次、历时 {saying.span(length)}，从未读到信息"
    return Finding("silent", f"{said}：{_LOOK}；若本来就少有信息，可设 expected_hours")


def _against_rhythm(
    last_new_at: datetime, quiet: Sequence[datetime], rhythm: Rhythm, seen: datetime, limits: Thresholds
) -> Finding | None:
    """By now it would usually have brought so many."""
    bringing = [usual for hour in quiet if (usual := rhythm.usual(hour)) and usual.items]
    missed = sum(usual.items for usual in bringing)
    if missed < limits.silent_items or len(bringing) < limits.silent_hours:
        return None
    said = f"已 {saying.span(seen - last_new_at)}没有新信息，{_rate(bringing[-1])}"
    return Finding("silent", f"{said}：{_LOOK}")


def _rate(usual: Usual) -> str:
    return f"平时{usual.when}每小时约 {saying.number(usual.items)} 条"


def _against_gaps(
    facts: Facts, hours: Sequence[HourRow], seen: datetime, limits: Thresholds
) -> Finding | None:
    """Longer than it ever was silent before, by far."""
    before = gaps(hours)
    times = limits.gap_times if len(before) >= limits.gaps else limits.few_gap_times
    if len(before) < limits.few_gaps or facts.last_new_at is None:
        return None
    young = hours[-1].hour - hours[0].hour < timedelta(days=limits.young_days)
    least = timedelta(hours=limits.young_gap_hours if young else limits.least_gap_hours)
    longest, length = max(before), seen - facts.last_new_at
    if length <= max(longest * times, least):
        return None
    said = f"已 {saying.span(length)}没有新信息，以往最长间隔 {saying.span(longest)}"
    return Finding("silent", f"{said}：{_LOOK}")


def _seen_until(hours: Sequence[HourRow], now: datetime) -> datetime:
    """Until when its silence was really seen."""
    return min(hours[-1].hour + HOUR, now)
