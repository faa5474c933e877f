"""Pages that nobody writes for readers: they crash nothing and cost no more than their size is worth."""

import random
import sys
from collections.abc import Callable
from datetime import datetime
from types import FrameType

import pytest

from crawlers.article import Article, extract
from crawlers.article.opinions import by_gne, by_trafilatura
from huiying.core.clock import SHANGHAI

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
LINE = "园区道路将于月底前完成修复，请过往车辆注意安全，服从现场指挥。"

SHAPES: dict[str, Callable[[int], str]] = {
    "nested boxes": lambda n: "<div>" * (20 * n) + LINE,
    "nested titles": lambda n: "<div class=title>" * (10 * n) + LINE,
    "text at every depth": lambda n: "".join(f"<div><b>{LINE}" for _ in range(n)),
    "links": lambda n: "".join(f"<a href=/{i}>{LINE[:9]}{i}</a> " for i in range(4 * n)),
    "a list of links": lambda n: "".join(f"<li><a href=/{i}>{LINE[:9]}{i}</a></li>" for i in range(n)),
    "paragraphs": lambda n: "".join(f"<p>{LINE}{i}</p>" for i in range(n)),
    "line breaks": lambda n: "".join(f"{LINE}{i}<br>" for i in range(n)),
    "dates": lambda n: "".join(f"2026-11-{i % 20 + 1} 12:30 来源：园区日报<br>" for i in range(n)),
    "titles": lambda n: "".join(f"<h1 class=title>{LINE[:9]}{i}</h1>" for i in range(n)),
    "separators in the title": lambda n: f"<title>{'园区 - ' * n}</title><p>{LINE}</p>",
    "time tags": lambda n: "<time>今天</time>" * n + LINE,
    "meta tags": lambda n: '<meta name="pubdate" content="x">' * n + LINE,
    "noise": lambda n: "".join(f"<div class=share><p>{LINE}{i}</p></div>" for i in range(n)),
    "cells": lambda n: "<table>" + "".join(f"<tr><td>{LINE}<td>{i}" for i in range(n)),
    "data": lambda n: f'<script type="application/json">{"[" * n}</script><p>{LINE}</p>',
}


def calls_of(work: Callable[[], object]) -> int:
    """Calls of Python and C functions: what a page costs, on any machine."""
    count = 0

    def see(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_page_costs_about_twice_as_much(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.article.opinions._MOST_CHARACTERS", 0)  # ours alone is counted
    small, large = (SHAPES[shape](n).encode() for n in (150, 600))
    once = calls_of(lambda: extract(small, fetched_at=NOW))
    assert calls_of(lambda: extract(large, fetched_at=NOW)) < 5 * once


def test_no_library_is_asked_about_a_page_beyond_reason() -> None:
    large = f"<div>{LINE}</div>" * 15_000
    assert by_trafilatura(large) == by_gne(large) == []


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 200_000,
        "<" * 200_000,
        "<!--" * 100_000,
        f"<div {'a ' * 100_000}>{LINE}",
        "\0" * 200_000 + LINE,
        "<script>var publish_time = '" + "a:" * 200_000,
        f"<title>{' ' * 200_000}</title>{LINE}",
        "<p>" + "1" * 300_000,
        "<p>" + "来源：" * 100_000,
        f"<p>{'&nbsp;&#65279;&#x110000;' * 20_000}</p>",
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        '<script type="application/json">' + "[" * 100_000 + "]" * 100_000 + "</script>",
        f"<html><frameset><frame src=a></frameset>{LINE}</html>",
        f"<table><tr><td><table><p></td></table>{LINE}</i></b></td>",
    ],
    ids=range(14),
)
def test_a_hostile_page_harms_nobody(page: str) -> None:
    assert isinstance(extract(page.encode("utf-8", "replace"), fetched_at=NOW), Article)


def test_a_damaged_page_never_raises() -> None:
    whole = f"<title>{LINE[:9]}</title><h1>{LINE[:9]}</h1><div>2026-11-22</div><div>{LINE}</div>".encode()
    chance = random.Random(7)
    for _ in range(40):
        damaged = bytearray(whole[: chance.randrange(len(whole))])
        for _ in range(20):
            if damaged:
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert isinstance(extract(bytes(damaged), fetched_at=NOW), Article)


def test_a_deeply_nested_page_is_read_without_harm() -> None:
    page = "<div>" * 5000 + LINE + "</div>" * 5000
    assert isinstance(extract(page.encode(), fetched_at=NOW).text, str)
