"""What a visitor may see at one moment, and the answers that the sites give."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from html import escape
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from huiying.cli.demo.items import Item
from huiying.core.clock import local

TEMPLATE_CHANGES = timedelta(days=3, hours=12)
"""How long before T0 the news site moves to its new article template."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answers; `modified` is when the content last changed, where the site knows."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A text that one of the park's units has put on the park website; `at` is aware."""

    path: str
    title: str
    body: str
    at: datetime
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """The town at `now`: nothing in it is from later. Items and publications are newest first."""

    now: datetime
    t0: datetime
    base: str
    items: Sequence[Item]
    published: Sequence[Published] = ()
    query: Mapping[str, str] = field(default_factory=dict)

    def on(self, site: str) -> list[Item]:
        """The items of one site, newest first."""
        return [it for it in self.items if it.site == site]

    def numbered(self, site: str, number: str) -> Item | None:
        """The item that a site calls by `number`."""
        return next((it for it in self.on(site) if str(it.number) == number), None)

    def number_asked(self, name: str, usual: int) -> int:
        """A whole number of the query; `usual` where it is missing or none."""
        asked = self.query.get(name, "")
        return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else usual


def page(template: str, scene: Scene, modified: datetime | None = None, **values: Any) -> Answer:
    """An HTML page from a template, in UTF-8."""
    return Answer(render(template, scene, **values).encode(), modified=modified)


def render(template: str, scene: Scene, **values: Any) -> str:
    """The text of a template; paragraphs, moments and numbers have filters there."""
    return _templates().get_template(template).render(scene=scene, **values)


def answer_json(value: object) -> Answer:
    """JSON as the town's interfaces send it."""
    return Answer(json.dumps(value, ensure_ascii=False).encode(), "application/json; charset=utf-8")


def cut(items: list[Item], page_number: int, size: int) -> list[Item]:
    """One page of a list; pages count from 1."""
    return items[(page_number - 1) * size : page_number * size]


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("huiying.cli.demo"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["minute"] = lambda moment: f"{local(moment):%Y-%m-%d %H:%M}"
    made.filters["chinese_minute"] = _chinese_minute
    made.filters["iso"] = lambda moment: local(moment).isoformat(timespec="seconds")
    made.filters["paragraphs"] = lambda text: [line for line in text.split("\n") if line.strip()]
    made.filters["html"] = _html
    return made


def _html(text: str) -> str:
    """Paragraphs as HTML source, which a feed then escapes once more."""
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.split("\n"))


def _chinese_minute(moment: datetime) -> str:
    there = local(moment)
    return f"{there.year}年{there.month:02d}月{there.day:02d}日 {there:%H:%M}"
