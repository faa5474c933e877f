"""Visits that went well but brought less than usual: empty fields, rules off the page, short lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import comb

from crawlers.health import saying
from crawlers.health.facts import Finding, HourRow, VisitRow
from crawlers.health.history import hour_of
from crawlers.health.thresholds import Thresholds

FIELDS = {"with_text": "正文", "with_date": "时间", "with_title": "标题"}
_REMEDY = "页面模板可能已改"
_MOST_COUNTED = 200
_SUMMED = (*FIELDS, "items", "off_rules", "lists", "links")


@dataclass(frozen=True, slots=True)
class Sample:
    """The last visits that brought items, and the sums of the hours before them by name."""

    visits: Sequence[VisitRow]
    before: Mapping[str, int]

    def now(self, name: str) -> int:
        """A count over the last visits."""
        return sum(getattr(visit, name) for visit in self.visits)

    def share(self, name: str) -> float | None:
        """The share of the last items that `name` counts."""
        items = self.now("items")
        return self.now(name) / items if items else None

    def usual(self, name: str, least: int) -> float | None:
        """The share before; None where there were fewer than `least` items."""
        items = self.before["items"]
        return self.before[name] / items if items >= least else None


def sample(visits: Sequence[VisitRow], hours: Sequence[HourRow], limits: Thresholds) -> Sample:
    """The last visits with items; `visits` newest first, `hours` the history that counts."""
    last = [visit for visit in visits if visit.items][: limits.looked_at]
    begin = hour_of(last[-1].started_at) if last else None
    before = [row for row in hours if begin is None or row.hour < begin]
    return Sample(last, {name: sum(getattr(row, name) for row in before) for name in _SUMMED})


def empty_fields(found: Sample, limits: Thresholds) -> Finding | None:
    """Items without a field that items of this source usually have."""
    for name, word in FIELDS.items():
        usual = found.usual(name, limits.known_items)
        if usual is None:
            odd = _odd_from_the_first(found, name, limits)
        else:
            odd = usual >= limits.usual_share and _is_unlikely(found, name, usual, limits)
        if odd:
            return Finding("degraded", _empty(found, name, word, usual))
    return None


def rules_off(found: Sample, limits: Thresholds) -> Finding | None:
    """The source's own CSS rules find nothing where they used to."""
    share, usual = found.share("off_rules"), found.usual("off_rules", limits.known_items)
    if share is None or share <= limits.rules_off or (usual or 0) > limits.rules_usual:
        return None
    items, off = found.now("items"), found.now("off_rules")
    return Finding(
        "degraded",
        f"读到 {items} 条，其中 {off} 条的页面与设定的规则（article）对不上：{_REMEDY}，"
        "暂按通用方法提取，请核对并改写规则",
    )


def short_lists(visits: Sequence[VisitRow], found: Sample, limits: Thresholds) -> Finding | None:
    """List pages that name far fewer articles than usual, or none."""
    read = [visit for visit in visits if visit.lists]
    pages = found.before["lists"]
    usual = found.before["links"] / pages if pages else 0
    if not read or usual < limits.links_from:
        return None
    last = read[0]
    named, before = last.links / last.lists, saying.number(usual)
    if named and named < usual * limits.links_share:
        said = f"列表页只有 {saying.number(named)} 条，平时约 {before} 条"
        return Finding("degraded", f"{said}：{_REMEDY}，或要求登录")
    empty = list(takewhile(lambda visit: not visit.links, read))
    if len(empty) >= limits.empty_lists:
        said = f"连续 {len(empty)} 次采集列表为空，平时约 {before} 条"
        return Finding("degraded", f"{said}：{_REMEDY}，或要求登录，或被限流")
    return None


def page_errors(visits: Sequence[VisitRow], limits: Thresholds) -> Finding | None:
    """Too many single pages that could not be had, in visits that did not fail as a whole."""
    last = [visit for visit in visits[: limits.error_visits] if visit.failure is None]
    requests, errors = sum(it.requests for it in last), sum(it.errors for it in last)
    if requests < limits.error_requests or errors <= limits.error_share * requests:
        return None
    why = next((visit.last_error for visit in last if visit.last_error), None)
    said = f"，最近一次：{saying.with_meaning(why)}" if why else ""
    return Finding("degraded", f"最近 {len(last)} 次采集的 {requests} 次请求中 {errors} 次没有读到页面{said}")


def _odd_from_the_first(found: Sample, name: str, limits: Thresholds) -> bool:
    """Without a history only pages of articles are expected to have everything."""
    items, share = found.now("items"), found.share(name)
    articles = found.now("requests") - found.now("lists") - found.now("unchanged")
    return articles >= items >= limits.first_items and share is not None and share < limits.first_alarm


def _is_unlikely(found: Sample, name: str, usual: float, limits: Thresholds) -> bool:
    """Whether so few with the field would hardly come about by chance at the usual share (binomial)."""
    items, having, p = found.now("items"), found.now(name), min(usual, limits.most_certain)
    if items > _MOST_COUNTED:  # the powers below would leave what a float can hold
        items, having = _MOST_COUNTED, having * _MOST_COUNTED // items
    chance = sum(comb(items, k) * p**k * (1 - p) ** (items - k) for k in range(having + 1))
    return having < usual * items and chance < limits.unlikely


def _empty(found: Sample, name: str, word: str, usual: float | None) -> str:
    items, links = found.now("items"), found.now("links")
    head = f"列表页有 {links} 条链接，" if links >= items else ""
    read = "" if links == items else f"读到 {items} 条，"
    before = f"（平时 {saying.share(usual)} 有{word}）" if usual is not None else ""
    return f"{head}{read}{word}为空 {items - found.now(name)} 条{before}：{_REMEDY}"
