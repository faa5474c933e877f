"""Sources added and tried out from the dashboard: the seam between it and the crawlers."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.profile import ParkProfile
from crawlers import registry, rounds
from crawlers.config import fill_words
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


class SourceDoor:
    """What dashboard.sourcing.Sourcing asks for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def kinds(self) -> Mapping[str, str]:
        return KINDS

    def add(self, session: Session, form: SourceForm, now: datetime) -> Source:
        if not form.name or not form.address:
            raise BadInput("请填写名称和网址")
        if form.kind not in KINDS:
            raise BadInput("请选择信源的类型")
        if session.scalar(select(Source.id).where(Source.name == form.name)):
            raise BadInput(f"已有名为“{form.name}”的信源，请换一个名称")
        config = config_from(_fields(form), load_sources(self._settings).rsshub)
        fill_words([config], load(self._settings, PARK, ParkProfile).search_words())
        registry.sync(session, [config], now)
        return session.scalars(select(Source).where(Source.name == config.name)).one()

    def look(self, source: Source) -> Trial:
        seen = look(rounds.config_of(source))
        found = [_found(item) for item in seen.items]
        links = seen.outcome.get("links", 0)
        return Trial(seen.failure is None, seen.said or "", links, seen.seconds, found)


def _fields(form: SourceForm) -> dict[str, Any]:
    """The source as sources.toml would say it."""
    return {
        "name": form.name,
        "kind": form.kind,
        "channel": form.channel,
        "address": form.address,
        "interval_seconds": _seconds(form.minutes),
        "local": form.local,
        "allow_private": form.allow_private,
        "options": _options(form.options),
    }


def _options(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput('选项：请一行写一个，如 list = "ul.news a"，文字加英文引号') from error


def _seconds(minutes: str) -> int:
    if not minutes:
        return 600
    if not minutes.isascii() or not minutes.isdigit() or not 1 <= int(minutes[:6]) <= 7 * 24 * 60:
        raise BadInput("采集间隔请填 1 至 10080 之间的整数（分钟）")
    return int(minutes) * 60


def _found(item: Mapping[str, Any]) -> Found:
    return Found(_text(item, "title"), _text(item, "published_at"), len(_text(item, "text")))


def _text(item: Mapping[str, Any], key: str) -> str:
    return str(item.get(key) or "")
