"""The report as one page: no script, nothing loaded, readable on paper, in the dark, in two minutes."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from responder.reports.figures import Compared, Count, HeldSeconds, WeeklyReport
from responder.reports.sentences import sentences
from responder.wording import moment, percent, span

HOLDERS = {"unknown": "发现前", "office": "新闻办", "unit": "责任单位", "clearer": "审查", "paused": "暂停"}


def render(report: WeeklyReport) -> str:
    """A whole HTML document in Chinese."""
    return _render(report, "weekly.html")


def body(report: WeeklyReport) -> str:
    """What stands between head and foot, as HTML for a page that has a frame of its own."""
    return _render(report, "weekly_body.html")


def _render(report: WeeklyReport, template: str) -> str:
    def when(at: datetime | None) -> str:
        return moment(at, report.start) if at else "—"

    found = _environment().get_template(template)
    return found.render(report=report, sentences=sentences(report), when=when)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("responder.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "percent": percent,
        "lasting": _length,
        "difference": _difference,
        "widths": _widths,
        "held": _held,
    }
    return environment


def _length(seconds: int) -> str:
    return span(timedelta(seconds=seconds))


def _difference(compared: Compared) -> str:
    """+21, −3 or 持平."""
    by = compared.this - compared.before
    return f"+{by}" if by > 0 else f"−{-by}" if by else "持平"


def _widths(counts: tuple[Count, ...]) -> list[tuple[Count, float]]:
    """Each count with the width of its bar, 0–100, the longest full."""
    longest = max((it.count.this for it in counts), default=0)
    return [(it, round(100 * it.count.this / longest, 1) if longest else 0.0) for it in counts]


def _held(held: HeldSeconds) -> list[dict[str, Any]]:
    """Who held the case for how long, with the share of each in percent; holders of no time left out."""
    seconds = {name: getattr(held, name) for name in HOLDERS}
    whole = sum(seconds.values())
    return [
        {"name": HOLDERS[name], "seconds": length, "share": percent(length / whole)}
        for name, length in seconds.items()
        if length
    ]
