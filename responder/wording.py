"""How people say times and counts: "还剩 2 小时 5 分", "超时 3 小时 12 分", "11月23日 14:00"."""

from datetime import date, datetime, timedelta

from huiying.core import clock


def countdown(due: datetime, now: datetime) -> str:
    """How a deadline stands at `now`: 还剩 …, 刚到期, or 超时 …"""
    left = due - now
    if abs(left) < timedelta(minutes=1):
        return "还剩不到 1 分" if left > timedelta(0) else "刚到期"
    return f"还剩 {span(left)}" if left > timedelta(0) else f"超时 {span(-left)}"


def span(length: timedelta) -> str:
    """A length of time in its two largest units, rounded down: 3 天 4 小时, 2 小时 5 分, 40 分."""
    minutes = max(int(length.total_seconds()), 0) // 60
    days, hours = divmod(minutes // 60, 24)
    if days:
        return _two(days, "天", hours, "小时")
    if hours:
        return _two(hours, "小时", minutes % 60, "分")
    return f"{minutes} 分" if minutes else "不到 1 分"


def moment(at: datetime, now: datetime | None = None) -> str:
    """A moment in Asia/Shanghai: 11月23日 14:00; with the year where it is not that of `now`."""
    there = clock.local(at)
    year = f"{there.year}年" if now is None or clock.local(now).year != there.year else ""
    return f"{year}{there.month}月{there.day}日 {there:%H:%M}"


def day(at: date) -> str:
    """A date: 11月23日."""
    return f"{at.month}月{at.day}日"


def change(this: int, before: int, unit: str, than: str = "上周") -> str:
    """A figure against the one before: 比上周增加 21 条, 比上周减少 3 件, 与上周持平, 上周没有."""
    if this == before:
        return f"与{than}持平"
    if not before:
        return f"{than}没有"
    word = "增加" if this > before else "减少"
    return f"比{than}{word} {abs(this - before)} {unit}"


def percent(share: float | None) -> str:
    """A share of 0–1 as people read it: 87.5%, 100%; a dash where there is nothing to share."""
    if share is None:
        return "—"
    return f"{share * 100:.1f}".removesuffix(".0") + "%"


def _two(many: int, unit: str, few: int, smaller: str) -> str:
    return f"{many} {unit} {few} {smaller}" if few else f"{many} {unit}"
