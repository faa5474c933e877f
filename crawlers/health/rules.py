"""The judgement: from a source and its visits to its state, with the reason in words.

The gravest finding speaks: failing visits, then silence, then quality.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from statistics import median
from typing import Any

from crawlers.health import quality, saying
from crawlers.health.facts import INTERRUPTED, Facts, Finding, Health, HourRow, State, VisitRow
from crawlers.health.history import Rhythm, hour_of
from crawlers.health.silence import silence
from crawlers.health.thresholds import Thresholds, thresholds

_DAY = timedelta(hours=24)


def judge(
    facts: Facts,
    visits: Sequence[VisitRow],
    hours: Sequence[HourRow],
    now: datetime,
    limits: Thresholds | None = None,
) -> Health:
    """The health at `now`. `visits` are the latest that ended, newest first; `hours` the history with at
    least one good visit, oldest first. Thresholds: thresholds.toml."""
    limits = limits or thresholds()
    visits = [visit for visit in visits if visit.failure != INTERRUPTED]
    usual = _usual(facts, hours)
    rhythm = Rhythm(usual, limits)
    found = quality.sample([visit for visit in visits if visit.failure is None], usual, limits)
    figures = _figures(visits, hours, rhythm, found, now)
    finding = next(_findings(facts, visits, hours, rhythm, found, figures, now, limits), None)
    if finding is None:
        return Health("healthy", None, figures)
    return Health(finding.state, finding.reason, figures)


def _usual(facts: Facts, hours: Sequence[HourRow]) -> list[HourRow]:
    """The hours that count as usual: up to the last new item, and before the source became unwell."""
    until = hour_of(facts.last_new_at) if facts.last_new_at else None
    unwell = hour_of(facts.unwell_since) if facts.unwell_since else None
    return [
        row for row in hours if (until is None or row.hour <= until) and (unwell is None or row.hour < unwell)
    ]


def _findings(
    facts: Facts,
    visits: Sequence[VisitRow],
    hours: Sequence[HourRow],
    rhythm: Rhythm,
    found: quality.Sample,
    figures: dict[str, Any],
    now: datetime,
    limits: Thresholds,
) -> Iterator[Finding]:
    """What is not as it should be, the gravest first."""
    good = [visit for visit in visits if visit.failure is None]
    checks = (
        _failing(visits, limits.failing_after),
        _late(facts, now, limits),
        silence(facts, hours, rhythm, now, limits),
        _failing(visits, 1),
        quality.empty_fields(found, limits),
        quality.rules_off(found, limits),
        quality.short_lists(good, found, limits),
        _fewer(figures, limits),
        quality.page_errors(visits, limits),
    )
    yield from (finding for finding in checks if finding)


def _failing(visits: Sequence[VisitRow], from_: int) -> Finding | None:
    row = list(takewhile(lambda visit: visit.failure is not None, visits))
    if len(row) < from_:
        return None
    state: State = "failing" if from_ > 1 else "degraded"
    said = saying.with_meaning(row[0].failure or "")
    return Finding(state, f"连续 {len(row)} 次采集失败：{said}")


def _late(facts: Facts, now: datetime, limits: Thresholds) -> Finding | None:
    """Nobody came though the visit was due: the crawler is stopped, or does not get to this source."""
    if not facts.visited or facts.due_at is None:
        return None
    due = max(facts.due_at, facts.watched_from or facts.due_at)
    grace = max(
        timedelta(seconds=facts.interval_seconds * limits.late_intervals),
        timedelta(minutes=limits.late_minutes),
    )
    if now - due <= grace:
        return None
    said = f"应于 {saying.moment(facts.due_at)} 采集，已过 {saying.span(now - facts.due_at)}没有采集"
    return Finding("failing", f"{said}：采集服务可能没有运行，请运行 huiying doctor 并查看服务日志")


def _fewer(figures: dict[str, Any], limits: Thresholds) -> Finding | None:
    """Something comes, but far less than usual."""
    new, usual = figures["new_day"], figures["usual_day"]
    if usual is None or usual < limits.fewer_from or not new or new >= usual * limits.fewer_share:
        return None
    said = f"近 24 小时只有 {new} 条新信息，平时约 {saying.number(usual)} 条"
    return Finding("degraded", f"{said}：可能漏采，列表被截短、要求登录或被限流，请核对")


def _figures(
    visits: Sequence[VisitRow],
    hours: Sequence[HourRow],
    rhythm: Rhythm,
    found: quality.Sample,
    now: datetime,
) -> dict[str, Any]:
    """What the page shows; None where nothing is known."""
    day = [row for row in hours if now - _DAY <= row.hour]
    known = [usual for row in day if (usual := rhythm.usual(row.hour))]
    lags = [visit.lag_seconds for visit in visits[:50] if visit.lag_seconds is not None]
    requests = sum(visit.requests for visit in visits[:50])
    good = sum(row.good for row in day)
    return {
        "judged_at": now.isoformat(timespec="seconds"),
        "lag_seconds": round(median(lags)) if lags else None,
        "error_rate": sum(visit.errors for visit in visits[:50]) / requests if requests else None,
        "visits_day": good,
        "new_day": sum(row.new_items for row in day),
        # Only where every visited hour has its usual: else the two could not be compared.
        "usual_day": sum(usual.items for usual in known) if day and len(known) == len(day) else None,
        "shares": {name: [found.share(name), found.usual(name, 1)] for name in quality.FIELDS},
    }
