import json
import re
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from huiying.core.clock import SHANGHAI
from huiying.core.models import Proposal
from responder.reports.archive import Filed
from responder.reports.figures import WeeklyReport
from responder.reports.formats import html
from responder.reports.formats import json as as_json
from responder.reports.sentences import sentences
from responder.reports.weekly import weekly


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 11, 1, hour, minute, tzinfo=SHANGHAI) + timedelta(days=day - 1)


MONDAY = at(23, 8, 30)


def report(ledger: Any, now: datetime = MONDAY) -> WeeklyReport:
    with ledger.database.read() as session:
        return weekly(session, "2026-W47", now)


@pytest.fixture
def busy(ledger: Any) -> WeeklyReport:
    """Five posts (one before), an event with hostile words, a late clock, a proposal."""
    posts = [ledger.post(at(16 + number), relevant=number > 0) for number in range(5)]
    ledger.post(at(12), relevant=True)
    verdict = {"reasons": [{"factor": "诉求", "evidence": "<script>alert(1)</script>", "points": 3}]}
    ledger.event("异味<b>刺鼻</b>", *posts, heat=55.0, tier=3, verdict=verdict, unit="执法局")
    case = ledger.case(at(16), lead_unit_id=ledger.bureau.id)
    ledger.assign(case, ledger.bureau, at(16, 13))
    clock = ledger.clock(case, anchor=at(16), due=at(18), unit=ledger.bureau)
    ledger.clock(case, anchor=at(16), due=at(17), met=at(16, 14), unit=ledger.bureau, milestone="acknowledge")
    ledger.add(
        Proposal(
            kind="interview",
            case_id=case.id,
            clock_id=clock.id,
            unit_id=ledger.bureau.id,
            faults=["late"],
            summary="督办后仍未完成，建议约谈。",
            evidence={},
            proposed_by="machine",
            proposed_at=at(21),
        )
    )
    return report(ledger)


class Page(HTMLParser):
    """The tags, attributes and texts of a page; tags that do not close are found out."""

    VOID = ("meta", "br", "img", "link", "input", "hr")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "title"):
            self.text += data + " "


def figures(data: Any) -> set[str]:
    """Every number of the JSON, as digits."""
    if isinstance(data, dict):
        return {number for value in data.values() for number in figures(value)}
    if isinstance(data, list):
        return {number for value in data for number in figures(value)}
    if isinstance(data, int | float) and not isinstance(data, bool):
        return {f"{data:g}", f"{data * 100:.1f}".removesuffix(".0")}
    return set(re.findall(r"\d+", data)) if isinstance(data, str) else set()


def test_the_week_is_told_in_sentences(busy: WeeklyReport) -> None:
    told = sentences(busy)
    number = busy.timeliness.latenesses[0].number
    title = busy.cases.longest_overdue[0].title
    assert told[0] == "有 1 件建议（约谈）等待领导决定。"
    assert told[2] == (
        "本周新立事项 1 件（上周没有），办结 0 件；期末在办 1 件，其中 1 件有时限超时。"
        f"欠得最久的是事项 {number}“{title}”的回应（执法局），已超时 4 天 12 小时。"
    )
    assert (
        told[3]
        == "热度最高的事件是“异味<b>刺鼻</b>”（最高热度 55，本周 5 条，响应级别三级（黄），责任单位执法局）。"
    )
    assert told[4] == (
        "本周应完成时限 2 项，按时 1 项，按时率 50%。"
        f"这些时限中超时最久的是事项 {number} 的回应（执法局），超时 4 天 12 小时，仍未完成。"
    )
    assert told[7] == (
        "本周共采集信息 5 条，比上周增加 4 条；其中与园区有关 4 条（比上周增加 3 条），负面 4 条。"
    )


def test_a_quiet_week_reads_well(ledger: Any) -> None:
    assert sentences(report(ledger)) == [
        "没有等待领导决定的约谈、通报批评或问责建议。",
        "本周没有发出督办单，也没有待回复的督办单。",
        "本周新立事项 0 件（与上周持平），办结 0 件；期末没有在办事项。",
        "本周没有形成舆情事件。",
        "本周没有到期或完成的时限。",
        "本周没有对外发布，与上周持平。",
        "本周没有需要发出的通知。",
        "本周没有采集到信息，与上周持平。",
        "1 个信源全部正常。",
    ]


def test_a_running_week_says_until_when_it_counts(ledger: Any) -> None:
    assert sentences(report(ledger, at(18)))[0] == (
        "本周尚未结束，以下统计截至11月18日 12:00，与上周同期相比。"
    )


def test_the_json_holds_the_report_and_its_sentences(busy: WeeklyReport) -> None:
    said = json.loads(as_json.render(Filed(busy)))
    assert said["week"] == "2026-W47"
    assert said["summary"] == sentences(busy)
    del said["summary"]
    assert WeeklyReport.from_json(said) == busy


def test_every_figure_of_the_text_is_in_the_json(busy: WeeklyReport) -> None:
    said = json.loads(as_json.render(Filed(busy)))
    del said["summary"]
    known = figures(said)
    lasting = {"12"}  # 4 days 12 hours are in the JSON as seconds
    numbers = {it for sentence in sentences(busy) for it in re.findall(r"\d+(?:\.\d+)?", sentence)}
    changes = {"1", "3", "4"}  # of two figures of the JSON
    assert numbers <= known | lasting | changes


def test_the_page_stands_alone_and_is_well_formed(busy: WeeklyReport) -> None:
    text = html.render(Filed(busy)).decode()
    page = Page(text)
    assert page.open == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "style")]
    assert "url(" not in text
    assert "@import" not in text
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_words_of_posts_stay_words(busy: WeeklyReport) -> None:
    text = html.render(Filed(busy)).decode()
    assert "<script>" not in text
    assert "异味&lt;b&gt;刺鼻&lt;/b&gt;" in text


def test_the_page_says_what_the_json_says(busy: WeeklyReport) -> None:
    text = Page(html.render(Filed(busy)).decode()).text
    for sentence in sentences(busy):
        assert sentence in text
    assert "新闻办 1 小时（0.6%）" in text
    assert "11月18日 12:00" in text
    assert busy.audit_head in text


def test_the_page_of_a_quiet_week_stands_too(ledger: Any) -> None:
    page = Page(html.render(Filed(report(ledger))).decode())
    assert page.open == []
    assert "本周没有形成舆情事件。" in page.text
