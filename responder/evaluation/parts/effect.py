"""效果: what became of heat, negative voices and repeats after the first publication; satisfaction."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from responder.evaluation.facts import Facts, PostFact, PublicationFact
from responder.evaluation.index import Line
from responder.evaluation.lines import Maker
from responder.evaluation.parts.initiative import NOTHING_PUBLISHED
from responder.evaluation.rules import Rules, Scale
from responder.wording import percent

DAY = timedelta(hours=24)


class Dated(Protocol):
    @property
    def at(self) -> datetime: ...


D = TypeVar("D", bound=Dated)
Compare = Callable[[Facts, PublicationFact, Maker, Scale], Line]


def effect(facts: Facts, rules: Rules) -> tuple[Line, ...]:
    make = Maker(rules.effect)
    parts: tuple[tuple[str, Compare], ...] = (("heat", _heat), ("negative", _negative), ("repeats", _repeats))
    compared = [_after_a_day(code, line, facts, make, rules.scale) for code, line in parts]
    return (*compared, _satisfaction(facts, make))


def _after_a_day(code: str, compare: Compare, facts: Facts, make: Maker, scale: Scale) -> Line:
    first = facts.first_publication
    if code != "repeats" and facts.event_id is None:
        return make.not_applicable(code, "没有关联的事件")
    if first is None:
        return make.missing(code, NOTHING_PUBLISHED)
    if facts.as_of < first.published_at + DAY:
        return make.missing(code, "首次发布还不满 24 小时", publication=[first])
    return compare(facts, first, make, scale)


def _heat(facts: Facts, first: PublicationFact, make: Maker, scale: Scale) -> Line:
    before, after = _around(facts.readings, first.published_at)
    if not before or not after:
        return make.missing("heat", "发布前后 24 小时内缺少热度读数", reading=[*before, *after])
    was, now = (sum(one.heat for one in those) / len(those) for those in (before, after))
    if not was:
        return make.not_applicable("heat", "发布之前没有热度", reading=[*before, *after])
    said = f"平均热度由 {was:.1f} 变为 {now:.1f}（读数 {len(before)} 次、{len(after)} 次）"
    return make.counted("heat", _fall(was, now, scale), said, publication=[first], reading=[*before, *after])


def _negative(facts: Facts, first: PublicationFact, make: Maker, scale: Scale) -> Line:
    before, after = _around(facts.posts, first.published_at)
    rows = [*before, *after]
    if min(len(before), len(after)) < scale.least_posts:
        said = f"样本不足：发布前后 24 小时的信息为 {len(before)} 条、{len(after)} 条"
        return make.missing("negative", said, post=rows)
    was, now = _share(before), _share(after)
    if not was and not now:
        return make.not_applicable("negative", "前后都没有负面信息", post=rows)
    said = f"负面比例由 {percent(was)}（{len(before)} 条）变为 {percent(now)}（{len(after)} 条）"
    return make.counted("negative", _fall(was, now, scale), said, publication=[first], post=rows)


def _repeats(facts: Facts, first: PublicationFact, make: Maker, scale: Scale) -> Line:
    """Of a message case the further messages, of another the posts of its event, from the second day on."""
    said_by: Sequence[Dated] = facts.messages if facts.kind == "message" else facts.posts
    before = [one for one in said_by if one.at <= first.published_at]
    since, until = first.published_at + DAY, first.published_at + timedelta(days=scale.repeat_days)
    again = [one for one in said_by if since < one.at <= until]
    if not before:
        return make.missing("repeats", "发布之前没有可比的信息", publication=[first])
    so_far = "" if facts.as_of >= until else "（至今）"
    what = "件来信" if facts.kind == "message" else "条信息"
    later = f"发布 24 小时后到第 {scale.repeat_days} 天{so_far}"
    said = f"发布之前 {len(before)} {what}；{later}又有 {len(again)} {what}"
    share = 1 - len(again) / len(before) / scale.repeats_none
    return make.counted("repeats", share, said, publication=[first], post=[*before, *again])


def _satisfaction(facts: Facts, make: Maker) -> Line:
    if facts.marks:
        mean = sum(one.mark for one in facts.marks) / len(facts.marks)
        said = f"回访 {len(facts.marks)} 次，平均 {mean:.1f} 分（满分 5 分）"
        return make.counted("satisfaction", (mean - 1) / 4, said, note=facts.marks)
    if facts.kind != "message":
        return make.not_applicable("satisfaction", "只对来信来电回访")
    return make.missing("satisfaction", "没有登记回访")


def _around(rows: Sequence[D], at: datetime) -> tuple[list[D], list[D]]:
    """What lies in the 24 hours before the moment, and in those after it."""
    return (
        [row for row in rows if at - DAY <= row.at <= at],
        [row for row in rows if at < row.at <= at + DAY],
    )


def _share(posts: Sequence[PostFact]) -> float:
    return sum(post.negative for post in posts) / len(posts)


def _fall(was: float, now: float, scale: Scale) -> float:
    """1 where it fell by `fall_full` or more, 0 where it did not fall."""
    return (1 - now / was) / scale.fall_full if was else 0.0
