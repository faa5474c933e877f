"""The sources in the database: written from sources.toml, listed, found by name."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

from sqlalchemy import ColumnElement, or_, select
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
    to say only until a person has switched it, and the rest only until a person has changed it.
    """
    known = {source.filed_as or source.name: source for source in session.scalars(select(Source))}
    added = 0
    for config in configs:
        source = known.get(config.name)
        if source is None:
            source = Source(name=config.name, created_at=now)
            session.add(source)
            added += 1
        if source.changed_at is None:
            _apply(source, _from_file(source, config), now)
    session.flush()
    return added


def values_of(config: SourceConfig) -> dict[str, object]:
    """A configured source as the columns that it fills."""
    return {name: getattr(config, name) for name in ("name", *_FROM_CONFIG)}


def change(source: Source, values: Mapping[str, object], *, by: str, now: datetime) -> list[str]:
    """Make the source what a person says; from now on the file decides nothing of it.

    Returns the names of what changed. It is then due at once; a visit that runs goes on as it began. What
    nobody has seen it read yet is not verified.
    """
    changed = _differing(source, values)
    if not changed:
        return []
    if "name" in changed:
        source.filed_as = source.filed_as or source.name
    if set(changed) & set(_READ_BY):
        source.failures = 0
        values = {**values, "verified": False}
    _apply(source, values, now)
    source.changed_at, source.changed_by = now, by
    return changed


def is_taken(session: Session, name: str, other_than: Source | None = None) -> bool:
    """Whether a source is called so, in the dashboard or in the file."""
    query = select(Source.id).where(_called(name))
    if other_than is not None:
        query = query.where(Source.id != other_than.id)
    return session.scalar(query.limit(1)) is not None


def _called(name: str) -> ColumnElement[bool]:
    return or_(Source.name == name, Source.filed_as == name)


def _differing(source: Source, values: Mapping[str, object]) -> list[str]:
    return [name for name, value in values.items() if getattr(source, name) != value]


def _apply(source: Source, values: Mapping[str, object], now: datetime) -> None:
    changed = _differing(source, values)
    if source.id and set(changed) & set(_READ_BY):
        source.history_from = now
    for name in changed:
        setattr(source, name, values[name])
    if source.address is None or not source.enabled:
        source.next_due_at = None
    elif changed or source.next_due_at is None:
        source.next_due_at = now


def _from_file(source: Source, config: SourceConfig) -> dict[str, object]:
    """What the file decides; whether the source is on, only until a person has switched it."""
    left_alone = {"name"} if source.switched_at is None else {"name", "enabled"}
    return {name: value for name, value in values_of(config).items() if name not in left_alone}


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
    """The source called `name`, or so by its senders; made, without an address, where there is none."""
    source = session.scalar(select(Source).where(_called(name)))
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
