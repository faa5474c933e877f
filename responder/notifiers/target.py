"""Where a message goes: the settings of one robot, webhook or mailbox, checked when read."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

LONGEST_WAIT = 60.0
MOST_MENTIONS = 20
LONGEST_MENTION = 64


class TargetError(ValueError):
    """A setting of a target is wrong; `key` names it, the text (Chinese) says the remedy."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(f"{key}：{text}")
        self.key = key


@dataclass(frozen=True, slots=True)
class WebTarget:
    """A robot or webhook reached over HTTP.

    `allow` empty: only public addresses are reached, and only by https. Otherwise it lists the
    addresses or networks ("10.1.2.3", "10.0.0.0/8") that this target may be at, and no others:
    that is how a robot inside the office network is allowed. `ca_file` is a PEM file of the
    certificate authority where it is not a public one. `seconds` bounds the whole exchange.
    """

    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    users: tuple[str, ...] = ()
    mobiles: tuple[str, ...] = field(default=(), repr=False)
    allow: tuple[str, ...] = ()
    ca_file: str = ""
    seconds: float = 10.0

    def __post_init__(self) -> None:
        _check_allow(self.allow)
        _check_url(self.url, self.allow)
        _check_mentions("users", self.users)
        _check_mentions("mobiles", self.mobiles)
        check_ca_file(self.ca_file)
        check_seconds(self.seconds)


T = TypeVar("T")


def read_target(kind: type[T], settings: Mapping[str, object]) -> T:
    """The dataclass `kind` from stored settings (JSON or TOML values).

    Raises TargetError for an unknown key (with the nearest right one), a missing one, a value of
    the wrong type or out of bounds.
    """
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    for key in settings:
        if key not in known:
            raise TargetError(key, _unknown(key, known))
    for key, each in known.items():
        if each.default is MISSING and key not in settings:
            raise TargetError(key, "缺少这一项，请补上。")
    return kind(**{key: _typed(key, value, known[key].type) for key, value in settings.items()})


def check_ca_file(ca_file: str) -> None:
    if ca_file and not Path(ca_file).is_file():
        raise TargetError("ca_file", "找不到证书文件，请写 PEM 文件的完整路径，或留空。")


def check_seconds(seconds: float) -> None:
    if not 0 < seconds <= LONGEST_WAIT:
        raise TargetError("seconds", f"应大于 0 且不超过 {LONGEST_WAIT:g} 秒。")


def _unknown(key: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(key, known, n=1)
    if near:
        return f"没有这一项，是否想写 {near[0]}？"
    return f"没有这一项，可用：{'、'.join(known)}。"


def _typed(key: str, value: object, wanted: Any) -> object:
    if wanted == tuple[str, ...]:
        return _strings(key, value)
    if wanted in (float, int):
        return _number(key, value, wanted)
    if not isinstance(value, str):
        raise TargetError(key, "应为文字。")
    return value


def _strings(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise TargetError(key, "应为文字的列表。")


def _number(key: str, value: object, wanted: type[int] | type[float]) -> float:
    accepted = int if wanted is int else int | float
    if isinstance(value, bool) or not isinstance(value, accepted):
        raise TargetError(key, "应为整数。" if wanted is int else "应为数字。")
    return value


def _check_allow(allow: tuple[str, ...]) -> None:
    for each in allow:
        try:
            ip_network(each)
        except ValueError:
            raise TargetError("allow", f"“{each}”不是 IP 地址或网段，例如 10.1.2.0/24。") from None


def _check_url(url: str, allow: tuple[str, ...]) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise TargetError("url", "不是完整的网址。") from None
    if parts.scheme not in ("http", "https") or not host or not url.isprintable() or " " in url:
        raise TargetError("url", "应为以 https:// 开头的完整网址。")
    if "@" in parts.netloc:
        raise TargetError("url", "网址中不能带用户名和密码。")
    if parts.scheme == "http" and not allow:
        raise TargetError("url", "公网地址须用 https://；内网地址请在 allow 中写明网段。")


def _check_mentions(key: str, mentions: tuple[str, ...]) -> None:
    if len(mentions) > MOST_MENTIONS:
        raise TargetError(key, f"最多 {MOST_MENTIONS} 人。")
    if not all(map(is_member, mentions)):
        raise TargetError(key, "每个成员应为字母、数字和 . _ - @ 组成的账号或手机号。")


def is_member(mention: str) -> bool:
    """Whether the text can be an account or a mobile number, and nothing that could forge a message."""
    rest = mention.translate(str.maketrans("", "", "._-@+"))
    return mention.isascii() and rest.isalnum() and len(mention) <= LONGEST_MENTION
