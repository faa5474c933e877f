"""What the town's author says of its items, for the demo's own scoring; never served.

content/labels.toml names each happening with its items: `relevant` to the park, `tier` and `grade`
(1-4, absent for none), `units` of which any may rightly lead. `[[talk]]` holds what is no happening,
whether `relevant` or not.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happens in the park; `units` are those that may rightly lead."""

    id: str
    title: str
    tier: int | None
    grade: int | None
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What is true of one item; `happening` is None for everyday talk."""

    item: str
    relevant: bool
    happening: Happening | None


def load_happenings() -> tuple[Happening, ...]:
    """The happenings of the park, in the order of the file."""
    return tuple(_happening(one) for one in _written()["happening"])


def load_labels() -> dict[str, Label]:
    """Each item's id with its label."""
    found: dict[str, Label] = {}
    for one in _written()["happening"]:
        happening = _happening(one)
        found |= {name: Label(name, True, happening) for name in one["items"]}
    for one in _written()["talk"]:
        found |= {name: Label(name, one["relevant"], None) for name in one["items"]}
    return found


def labelled_twice() -> list[str]:
    """Items that stand under more than one heading; there should be none."""
    groups = [*_written()["happening"], *_written()["talk"]]
    names = [name for group in groups for name in group["items"]]
    return sorted({name for name in names if names.count(name) > 1})


def _written() -> dict[str, Any]:
    path = files("huiying.cli.demo") / "content" / "labels.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _happening(written: dict[str, Any]) -> Happening:
    return Happening(
        id=written["id"],
        title=written["title"],
        tier=written.get("tier"),
        grade=written.get("grade"),
        units=tuple(written.get("units", ())),
    )
