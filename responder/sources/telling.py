"""The notice of sources that are no longer well, or well again: what was found, what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from responder.sources.gathering import News
from responder.wording import moment
from responder.words import HEALTH

MOST_NAMED = 12
HALF = 0.5
MANY = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject, lines and where it leads."""

    subject: str
    lines: list[str]
    link: str


def letter(news: Sequence[News], names: Mapping[int, str], failing: int, watched: int) -> Letter:
    """One source has a notice of its own, several share one. `failing` of the `watched` enabled sources
    cannot be visited now."""
    if len(news) == 1:
        return _of_one(news[0], names[news[0].source_id])
    return _of_many(news, names, failing, watched)


def _of_one(news: News, name: str) -> Letter:
    change, link = news.last, f"/admin/sources/{news.source_id}"
    if news.came_back:
        said = f"信源“{name}”时好时坏，{moment(news.changes[0].at, change.at)}以来变化 {len(news.changes)} 次"
        return Letter(f"【信源不稳】{name}", [f"{said}，目前{HEALTH[change.after]}。", _next(name)], link)
    if change.after == "healthy":
        lines = [f"信源“{name}”{moment(change.at, change.at)}起恢复正常（此前：{HEALTH[news.before]}）。"]
        return Letter(f"【信源恢复】{name}", lines, link)
    found = f"{change.reason}。" if change.reason else ""
    lines = [f"信源“{name}”{moment(change.at, change.at)}起{HEALTH[change.after]}。{found}"]
    if len(news.changes) > 2:
        lines.append(f"其间状态变化 {len(news.changes)} 次，时好时坏。")
    return Letter(f"【信源{HEALTH[change.after]}】{name}", [*lines, _next(name)], link)


def _next(name: str) -> str:
    return f"可在信源页点“立即采集”，或运行 huiying sources check {name} 试取一次。"


def _of_many(news: Sequence[News], names: Mapping[int, str], failing: int, watched: int) -> Letter:
    unwell = [it for it in news if it.last.after != "healthy"]
    well = [it for it in news if it.last.after == "healthy"]
    counts = [f"{len(unwell)} 个异常"] * bool(unwell) + [f"{len(well)} 个恢复正常"] * bool(well)
    lines = []
    if unwell and failing >= MANY and failing >= HALF * watched:
        lines.append(
            f"启用的 {watched} 个信源中有 {failing} 个采集失败，很可能是本机网络不通，请先检查网络。"
        )
    lines += [_line(it, names[it.source_id]) for it in unwell[:MOST_NAMED]]
    if len(unwell) > MOST_NAMED:
        lines.append(f"另有 {len(unwell) - MOST_NAMED} 个异常，见信源页。")
    if well:
        lines.append(f"恢复正常：{'、'.join(names[it.source_id] for it in well)}。")
    if unwell:
        lines.append("可在信源页逐个查看，或运行 huiying sources check 试取一遍。")
    return Letter(f"【信源】{'，'.join(counts)}", lines, "/admin/sources")


def _line(news: News, name: str) -> str:
    reason = f"，{news.last.reason}" if news.last.reason else ""
    return f"{name}：{HEALTH[news.last.after]}{reason}。"
