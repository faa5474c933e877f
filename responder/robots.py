"""群机器人: which kinds there are, whether an address can be sent to, and how much of it may be shown."""

from urllib.parse import urlsplit

from responder.notifiers.registry import kinds as sender_kinds
from responder.notifiers.registry import notifier
from responder.outbox.people import EMAIL, SMS
from responder.outbox.targets import PRIVATE_NETWORKS

SHOWN_AT_END = 4


def kinds() -> tuple[str, ...]:
    """The senders that a group robot or a webhook can be of."""
    return tuple(kind for kind in sender_kinds() if kind not in (EMAIL, SMS))


def labels() -> dict[str, str]:
    """The kinds with what people call them."""
    return {kind: notifier(kind).label for kind in kinds()}


def check(kind: str, address: str, secret: str, *, allow_private: bool) -> None:
    """Raise TargetError (key and remedy, Chinese) where nothing could be sent to such a robot."""
    settings: dict[str, object] = {"url": address}
    if secret:
        settings["secret"] = secret
    if allow_private:
        settings["allow"] = PRIVATE_NETWORKS
    notifier(kind).target(settings)


def masked(address: str) -> str:
    """What may be shown of an address: the host and its last letters; the rest is as good as a password."""
    parts = urlsplit(address)
    end = address[-SHOWN_AT_END:] if len(address) > 4 * SHOWN_AT_END else ""
    return f"{parts.scheme}://{parts.netloc}/…{end}"


def in_form_words(said: str) -> str:
    """What a sender says of a setting, for somebody who has a form with a tick before them."""
    said = said.replace("请在 allow 中写明网段", "请勾选“在内部网络”")
    return said.replace("请核对网址与 allow", "请核对地址，或去掉“在内部网络”的勾").rstrip("。")
