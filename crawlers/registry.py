"""The sources in the database: written from sources.toml, listed, found by name."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawlers.config import SourceConfig
from crawlers.items import Place
from crawlers.kinds import read_options
from huiying.core.errors import BadInput
from huiying.core.models import Source

_FROM_CONFIG = (
    "kind", "channel", "address", "interval_seconds", "weight", "local", "allow_private",
    "enabled", "verified", "options", "expected_hours", "verify_certificate", "requests_a_visit",
    "requests_a_day", "megabytes_a_day",
)  # fmt: skip
# What a source brings depends on these: when one changes, its history no longer tells what is usual.
_READ_BY = ("kind", "address", "options")


def packaged_sources() -> Traversable:
    """The default sources.toml that ships with the package; `huiying init` copies it."""
    return files("crawlers") / "sources.toml"


def sync(session: Session, configs: Iterable[SourceConfig], now: datetime) -> int:
    """Write the sources of a file into the database, by name; returns how many are new.

    A source that the file no longer names stays: its posts belong to it. An address or option that
    has changed makes the source due at once, and its history begins anew. Whether it is on is the file's
    to say only until a person has switched it.
    """
    known = {source.name: source for source in session.scalars(select(Source))}
    added = 0
    for config in configs:
        source = known.get(config.name)
        if source is None:
            source = Source(name=config.name, created_at=now)
            session.add(source)
            added += 1
        _apply(source, config, now)
    session.flush()
    return added


def _apply(source: Source, config: SourceConfig, now: datetime) -> None:
    names = [name for name in _FROM_CONFIG if name != "enabled" or source.switched_at is None]
    changed = any(getattr(source, name) != getattr(config, name) for name in names)
    if source.id and any(getattr(source, name) != getattr(config, name) for name in _READ_BY):
        source.history_from = now
    for name in names:
        setattr(source, name, getattr(config, name))
    if config.address is None or not source.enabled:
        source.next_due_at = None
    elif changed or source.next_due_at is None:
        source.next_due_at = now


def list_sources(session: Session) -> Sequence[Source]:
    """All sources by name."""
    return session.scalars(select(Source).order_by(Source.name)).all()


def find_sources(session: Session, names: Sequence[str]) -> list[Source]:
    """The sources called `names`. Raises BadInput naming those that are unknown."""
    found = {s.name: s for s in session.scalars(select(Source).where(Source.name.in_(names)))}
    missing = [name for name in names if name not in found]
    if missing:
        raise BadInput(f"没有名为“{'、'.join(missing)}”的信源，可用 huiying sources list 查看")
    return [found[name] for name in dict.fromkeys(names)]


def source_for(session: Session, name: str, channel: str, now: datetime, kind: str) -> Source:
    """The source called `name`; made, without an address, where there is none yet."""
    source = session.scalar(select(Source).where(Source.name == name))
    if source is None:
        source = Source(name=name, kind=kind, channel=channel, created_at=now)
        session.add(source)
        session.flush()
    return source


def place_of(source: Source) -> Place:
    """A source as its kind sees it. Raises BadInput where its options do not fit its kind."""
    options = read_options(source.kind, source.options or {})
    return Place(
        source.name,
        source.channel,
        source.address or "",
        options,
        read_at=source.last_success_at,
        allow_private=source.allow_private,
    )
