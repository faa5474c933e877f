"""mailbox: the letters in a folder of a mailbox (IMAP over TLS); text only, and the folder stays as it is."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from crawlers import imap
from crawlers.hauls import Haul, Memory
from crawlers.items import Item, Place
from crawlers.letters import Letter, read_letter
from crawlers.pages import Fetched
from huiying.core.errors import HuiyingError

_TLS_PORT = 993
_SHOWN = 5


class Options(BaseModel):
    """Where the password stands: `password_env` names an environment variable, `password_file` a file.

    `days`: how far back the first visit goes. `most`: letters a visit. `most_kilobytes`: of a longer letter
    the beginning is read. `ca_file`: the certificates to trust, for a server of one's own.
    """

    model_config = ConfigDict(extra="forbid")

    password_env: str | None = Field(None, min_length=1)
    password_file: Path | None = None
    days: int = Field(7, ge=1, le=3650)
    most: int = Field(200, ge=1, le=5000)
    most_kilobytes: int = Field(512, ge=16, le=10_240)
    ca_file: Path | None = None

    @model_validator(mode="after")
    def _one_password(self) -> Self:
        if (self.password_env is None) == (self.password_file is None):
            raise ValueError("口令须由 password_env（环境变量名）或 password_file（文件路径）给出其一")
        if self.password_file is not None and not self.password_file.is_absolute():
            raise ValueError("password_file 须为完整路径")
        return self


@dataclass(frozen=True, slots=True)
class _Address:
    """imaps://user@host:port/folder, read."""

    user: str
    host: str
    port: int
    folder: str


def address_fault(address: str) -> str | None:
    """A password has no place in an address: addresses are listed and logged."""
    try:
        parts = urlsplit(address)
        named = parts.scheme == "imaps" and parts.hostname and parts.username and parts.port != 0
    except ValueError:
        named = False
    if not named:
        return f"“{address}”不是邮箱地址，请写成 imaps://账号@服务器/文件夹（账号中的 @ 写作 %40）"
    if parts.password is not None:
        return "邮箱地址里不能写口令，请改用选项 password_env 或 password_file"
    if any(not character.isprintable() for character in unquote(address)):
        return "邮箱地址里有不可见的字符"
    return None


def collect(place: Place, memory: Memory) -> Iterator[Haul]:
    """The letters that came since the last visit, one by one."""
    options: Options = place.options
    address = _read_address(place.address)
    server = imap.Server(address.host, address.port, place.allow_private, options.ca_file)
    name = f"imap:{address.folder}"
    with imap.logged_in(server, address.user, _password(options)) as box:
        validity = box.open(address.folder)
        last = _last(memory.recall(name), validity)
        since = None if last else (memory.now() - timedelta(days=options.days)).date()
        numbers = box.newer(last, since)
        for number in numbers[-_SHOWN:] if memory.only_looks else numbers[: options.most]:
            letter = box.fetch(number, options.most_kilobytes * 1024)
            read = Fetched(name, 200, memory.now(), etag=f"{validity}:{number}")
            yield Haul(_items(letter, memory) if letter else (), [read])


def _items(found: imap.Received, memory: Memory) -> list[Item]:
    try:
        letter = read_letter(found.raw)
    except Exception as error:  # the library's parser may raise anything on a hostile message
        memory.trouble(f"有一封邮件无法解读（{type(error).__name__}），已跳过，原件仍在邮箱中")
        return []
    return [] if letter.is_automatic else [_item(letter, found)]


def _item(letter: Letter, found: imap.Received) -> Item:
    """When a letter was received is the server's word; what stands in it as its date is the sender's."""
    return Item(
        key=letter.id,
        title=letter.subject or "（无主题）",
        text=letter.text or None,
        author=letter.sender,
        published_at=found.received_at or letter.sent_at,
    )


def _last(before: Fetched | None, validity: str) -> int:
    """The last letter read; none where the server has numbered the folder anew."""
    known, _, number = (before.etag or "").rpartition(":") if before else ("", "", "")
    return int(number) if known == validity and number.isdigit() else 0


def _password(options: Options) -> str:
    if options.password_env is not None:
        found = os.environ.get(options.password_env, "")
        if not found:
            raise HuiyingError(f"没有设置环境变量 {options.password_env}，邮箱口令应放在其中")
        return found
    assert options.password_file is not None
    try:
        return options.password_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise HuiyingError(f"口令文件 {options.password_file} 无法读取：请检查路径与权限") from error


def _read_address(address: str) -> _Address:
    parts = urlsplit(address)
    folder = unquote(parts.path.removeprefix("/")) or "INBOX"
    return _Address(unquote(parts.username or ""), parts.hostname or "", parts.port or _TLS_PORT, folder)
