"""The kinds of sources: one file each, its name is the kind.

A kind is a module with `Options` (what stands under `options` in sources.toml), `first(place)`, the
asks that a visit begins with, and `read(place, page)`, the items and further asks that a page gives.
A kind neither fetches nor stores. `read` raises UnreadablePage where a page is not what it expects.

A kind that is read in another way than by web pages offers `collect(place, memory)` in place of the two: the
hauls of a visit (crawlers.hauls). It raises HuiyingError, in Chinese, where the place cannot be read.
A kind whose addresses are not http(s) says what is wrong with one by `address_fault(address)`.

A kind that knows how to read one stored post anew also has `again(place, known)`, the ask for it or None;
`read` then meets a page whose ask has the purpose `post`.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Protocol, cast

from pydantic import BaseModel, ValidationError

from crawlers.addresses import is_address
from crawlers.hauls import Haul, Memory
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


Collect = Callable[[Place, Memory], Iterator[Haul]]


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


def collects(name: str) -> bool:
    """Whether the kind called `name` is read in another way than by web pages."""
    return hasattr(find_kind(name), "collect")


def collector_of(name: str) -> Collect:
    """`collect` of the kind called `name`, which must have one."""
    return cast(Collect, find_kind(name).collect)  # type: ignore[attr-defined]


def address_fault(kind: str, address: str) -> str | None:
    """What is wrong with an address for this kind, in Chinese; None where nothing is."""
    own: Callable[[str], str | None] | None = getattr(find_kind(kind), "address_fault", None)
    if own is not None:
        return own(address)
    return None if is_address(address) else f"“{address}”不是有效的网址，应以 http:// 或 https:// 开头"


def read_options(kind: str, options: dict[str, Any]) -> Any:
    """The options as an instance of the kind's Options. Raises BadInput naming the option at fault."""
    model = find_kind(kind).Options
    try:
        return model.model_validate(options)
    except ValidationError as error:
        raise BadInput(explain(error, list(model.model_fields))) from error
