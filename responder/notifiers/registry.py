"""Which kinds of senders there are, and what each can do."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol, TypeVar

import responder.notifiers
from responder.notifiers.budget import Budget
from responder.notifiers.message import Message
from responder.notifiers.outcome import Outcome

T = TypeVar("T")


class Notifier(Protocol[T]):
    """One kind of sender. A module of this folder with a `NOTIFIER` is one, and its name the kind.

    `label` is what a user reads; `budget` binds per target, None means no limit of its own.
    """

    @property
    def label(self) -> str: ...

    @property
    def budget(self) -> Budget | None: ...

    def target(self, settings: Mapping[str, object]) -> T:
        """The target from stored settings. Raises TargetError naming key and remedy."""
        ...

    def parts(self, target: T, message: Message) -> tuple[Message, ...]:
        """`message` as the messages it takes on this platform, each with a key of its own.

        One where it fits; the same for the same message. Each part is one `send`, retried and counted by
        itself; only the first calls members.
        """
        ...

    def send(self, target: T, message: Message, *, now: datetime) -> Outcome:
        """One attempt, one request. Blocks up to the target's `seconds`; raises nothing that the
        network or the receiver did. A message that does not fit is shortened and says so.

        Must not be called on a running event loop.
        """
        ...


class UnknownKindError(LookupError):
    """No sender of this name."""


def notifier(kind: str) -> Notifier[Any]:
    """The sender whose file is named `kind`. Raises UnknownKindError (Chinese text)."""
    found = _notifiers().get(kind)
    if found is None:
        raise UnknownKindError(f"没有“{kind}”这种通知渠道，可用：{'、'.join(kinds())}。")
    return found


def kinds() -> tuple[str, ...]:
    """The names of all senders, in alphabetical order."""
    return tuple(sorted(_notifiers()))


@cache
def _notifiers() -> dict[str, Notifier[Any]]:
    names = [module.name for module in iter_modules(responder.notifiers.__path__)]
    modules = {name: import_module(f"responder.notifiers.{name}") for name in names}
    return {name: module.NOTIFIER for name, module in modules.items() if hasattr(module, "NOTIFIER")}
