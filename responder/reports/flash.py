"""快报: one event on one sheet, for whoever must know at once."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from huiying.core.models import Event
from responder.intake import why
from responder.wording import moment
from responder.words import CHANNELS

FIGURES = (
    ("deaths", "死亡{}人"),
    ("injured", "受伤或患病{}人"),
    ("serious", "其中重伤{}人"),
    ("missing", "失踪{}人"),
)
MOST_REASONS = 4


def flash(event: Event, now: datetime) -> list[str]:
    """The sheet's lines: what, when, where, figures, tier and why, unit in charge, sources.

    Every sentence of the account is a post's own and names its source; what is unknown is said to be.
    """
    verdict = event.verdict
    return [
        f"事件：{event.title}",
        f"时间：{_when(event, now)}",
        f"地点：{'、'.join(event.places) or '信息中未写明'}",
        *_account(verdict, now),
        f"数字：{_figures(verdict)}",
        f"级别：{why.verdict(event.tier, event.grade, event.level)}",
        *_reasons(verdict),
        f"传播：{_spread(event)}",
        f"建议牵头单位：{why.unit(event.unit, ask=bool(verdict.get('ask_unit')))}",
    ]


def _when(event: Event, now: datetime) -> str:
    seen = f"首条信息 {moment(event.first_at, now)}，最新 {moment(event.last_at, now)}"
    return f"事发 {moment(event.occurred_at, now)}；{seen}" if event.occurred_at else seen


def _account(verdict: Mapping[str, Any], now: datetime) -> Iterator[str]:
    extract = (verdict.get("summary") or {}).get("extract") or []
    if not extract:
        yield "概况：尚无可以引用的陈述，请看原信息"
    for one in extract:
        at = f"，{moment(datetime.fromisoformat(one['at']), now)}" if one["at"] else ""
        source = CHANNELS.get(one["source"], one["source"])
        yield f"概况：{one['text']}（{source}{at}，信息 {one['post']}）"


def _figures(verdict: Mapping[str, Any]) -> str:
    emergency = verdict.get("emergency")
    if not emergency:
        return "未报伤亡"
    about = "约" if emergency.get("approximate") else ""
    known = [
        form.format(f"{about}{emergency[name]}") for name, form in FIGURES if emergency.get(name) is not None
    ]
    loss = emergency.get("loss_yuan")
    known += [f"直接损失{about}{loss / 10_000:,.0f}万元"] if loss else []
    return f"{'，'.join(known)}（各条信息中最新的说法）" if known else "伤亡情况未明"


def _reasons(verdict: Mapping[str, Any]) -> Iterator[str]:
    scored = [one for one in verdict.get("reasons") or [] if one.get("points")]
    weightiest = sorted(scored, key=lambda one: -abs(one["points"]))[:MOST_REASONS]
    if weightiest:
        told = (f"{one['factor']}（{one['evidence']}，{one['points']:+g}分）" for one in weightiest)
        yield f"依据：{'；'.join(told)}"


def _spread(event: Event) -> str:
    channels = [CHANNELS.get(name, name) for name in event.verdict.get("channels") or []]
    velocity = event.verdict.get("velocity")
    pace = "速度未知" if velocity is None else f"每小时新增加权互动 {velocity:.0f}"
    return f"{event.size} 条信息，{'、'.join(channels) or '渠道未知'}；热度 {event.heat:.0f}，{pace}"
