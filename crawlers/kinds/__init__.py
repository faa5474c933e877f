"""The kinds of sources: one file each, its name is the kind.

A kind is a module with `Options` (what stands under `options` in sources.toml), `first(place)`, the
asks that a visit begins with, and `read(place, page)`, the items and further asks that a page gives.
A kind neither fetches nor stores. `read` raises UnreadablePage where a page is not what it expects.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Protocol, cast

from pydantic import BaseModel, ValidationError

from crawlers.items import Ask, Item, Page, Place
from crawlers.kinds.errors import explain
from huiying.core.errors import BadInput

_HELPERS = frozenset({"errors", "overrides", "presets", "words"})


class Kind(Protocol):
    """What the module of a kind offers."""

    Options: type[BaseModel]

    def first(self, place: Place) -> Iterable[Ask]:
        """The asks that a visit begins with."""

    def read(self, place: Place, page: Page) -> Iterator[Item | Ask]:
        """Items and further asks, in the order of the page."""


@cache
def kind_names() -> tuple[str, ...]:
    """The kinds that are installed, in alphabetical order."""
    modules = pkgutil.iter_modules(__path__)
    return tuple(sorted(m.name for m in modules if m.name not in _HELPERS))


def find_kind(name: str) -> Kind:
    """The kind called `name`. Raises BadInput where there is none."""
    if name not in kind_names():
        raise BadInput(f"没有名为“{name}”的信源类型，可选：{'、'.join(kind_names())}")
    # By name: a new kind is one new file, and nothing else has to know of it.
    return cast(Kind, importlib.import_module(f"crawlers.kinds.{name}"))


def read_options(kind: str, options: dict[str, Any]) -> Any:
    """The options as an instance of the kind's Options. Raises BadInput naming the option at fault."""
    model = find_kind(kind).Options
    try:
        return model.model_validate(options)
    except ValidationError as error:
        raise BadInput(explain(error, list(model.model_fields))) from error
