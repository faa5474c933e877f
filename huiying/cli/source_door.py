"""Sources added, changed and tried out from the dashboard: the seam between it and the crawlers."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import tomlkit
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.profile import ParkProfile
from crawlers import registry, rounds
from crawlers.config import SourceConfig, fill_words
from dashboard.sourcing import Found, SourceForm, Trial
from huiying.cli.home import PARK, load, load_sources
from huiying.cli.looking import look
from huiying.cli.source_text import config_from
from huiying.core.errors import BadInput
from huiying.core.models import Source
from huiying.core.settings import Settings

KINDS = {
    "site": "网站的列表页",
    "feed": "订阅源（RSS、Atom、JSON Feed）",
    "sitemap": "站点地图",
    "search": "站内搜索（按关键词）",
    "api": "接口（须写选项）",
}
"""What is read over the web. Folders and mailboxes are this machine's, and are added on it."""
NAMED = ("name", "channel", "local", "interval_seconds")
"""What may be changed from the web of the others."""
USUAL_SECONDS = 600


class SourceDoor:
    """What dashboard.sourcing.Sourcing asks for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def kinds(self) -> Mapping[str, str]:
        return KINDS

    def add(self, session: Session, form: SourceForm, now: datetime) -> Source:
        if not form.address:
            raise BadInput("请填写名称和网址")
        _require_named(session, form)
        config = self._config(form, _fields(form, USUAL_SECONDS))
        registry.sync(session, [config], now)
        return session.scalars(select(Source).where(Source.name == config.name)).one()

    def form_of(self, source: Source) -> SourceForm:
        filled = {"words": self._park_words()}
        options = {key: value for key, value in source.options.items() if filled.get(key) != value}
        return SourceForm(
            name=source.name,
            kind=source.kind,
            channel=source.channel,
            address=source.address or "",
            options=tomlkit.dumps(options).strip(),
            minutes=_minutes(source.interval_seconds),
            local=source.local,
            allow_private=source.allow_private,
        )

    def is_set_here(self, source: Source) -> bool:
        return source.kind in KINDS

    def change(
        self, session: Session, source: Source, form: SourceForm, *, by: str, now: datetime
    ) -> list[str]:
        _require_named(session, form, source)
        values = self._values(source, form) if self.is_set_here(source) else _outside(source, form)
        return registry.change(source, values, by=by, now=now)

    def look(self, source: Source) -> Trial:
        seen = look(rounds.config_of(source))
        found = [_found(item) for item in seen.items]
        links = seen.outcome.get("links", 0)
        return Trial(seen.failure is None, seen.said or "", links, seen.seconds, found)

    def _values(self, source: Source, form: SourceForm) -> dict[str, object]:
        """What the form says, and of the rest what stands."""
        if not form.address and source.address:
            raise BadInput("请填写网址；不想再采集，请停用它")
        stored = registry.values_of(rounds.config_of(source))
        fields = {**stored, **_fields(form, source.interval_seconds)}
        return registry.values_of(self._config(form, fields))

    def _config(self, form: SourceForm, fields: dict[str, Any]) -> SourceConfig:
        if form.kind not in KINDS:
            raise BadInput("请选择信源的类型")
        config = config_from(fields, load_sources(self._settings).rsshub)
        fill_words([config], self._park_words())
        return config

    def _park_words(self) -> list[str]:
        return list(load(self._settings, PARK, ParkProfile).search_words())


def _require_named(session: Session, form: SourceForm, other_than: Source | None = None) -> None:
    if not form.name:
        raise BadInput("请填写名称")
    if registry.is_taken(session, form.name, other_than):
        raise BadInput(f"已有名为“{form.name}”的信源，请换一个名称")


def _outside(source: Source, form: SourceForm) -> dict[str, object]:
    """What the form says of a source whose place is not the web: its address and options stay."""
    fields = {
        "name": form.name,
        "channel": form.channel,
        "local": form.local,
        "interval_seconds": _seconds(form.minutes, source.interval_seconds),
    }
    values = registry.values_of(config_from(fields, None))
    return {name: values[name] for name in NAMED}


def _fields(form: SourceForm, usual_seconds: int) -> dict[str, Any]:
    """The source as sources.toml would say it."""
    return {
        "name": form.name,
        "kind": form.kind,
        "channel": form.channel,
        "address": form.address or None,
        "interval_seconds": _seconds(form.minutes, usual_seconds),
        "local": form.local,
        "allow_private": form.allow_private,
        "options": _options(form.options),
    }


def _options(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput('选项：请一行写一个，如 links = "ul.news a"，文字加英文引号') from error


def _minutes(seconds: int) -> str:
    return f"{seconds / 60:g}"


def _seconds(minutes: str, usual: int) -> int:
    """The interval; `usual` where nothing is said, or what stands there already, parts of minutes and all."""
    if minutes in ("", _minutes(usual)):
        return usual
    if not minutes.isascii() or not minutes.isdigit() or not 1 <= int(minutes[:6]) <= 7 * 24 * 60:
        raise BadInput("采集间隔请填 1 至 10080 之间的整数（分钟）")
    return int(minutes) * 60


def _found(item: Mapping[str, Any]) -> Found:
    return Found(_text(item, "title"), _text(item, "published_at"), len(_text(item, "text")))


def _text(item: Mapping[str, Any], key: str) -> str:
    return str(item.get(key) or "")
