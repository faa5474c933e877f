"""The message itself, before any platform has shaped it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from huiying.core.contents import in_reading_order

LONGEST_LINK = 512
LONGEST_CASE_NUMBER = 64
_DOT_OF_A_DOMAIN = re.compile(r"(?<=\w)\.(?=[A-Za-z])")


class Urgency(StrEnum):
    NORMAL = "normal"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Door:
    """A further address of ours in a message, with what it opens; the address is checked like a link."""

    text: str
    link: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", one_line(self.text))
        if not _is_web_address(self.link):
            raise ValueError("a door's link must be an http(s) address without spaces")

    def __str__(self) -> str:
        return f"{self.text}：{self.link}"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one target, in plain text.

    `key` is unique to the notice and the same at every attempt. `subject` and each of `lines` are
    one line: what comes from a post or a person is freed of line breaks, control characters and
    broken Unicode here, so that no sender can be tricked into a second header or a false line.
    `event` is what happened by its stable name, for a machine that asked for events, with its moment.
    `calls`: whether the target's members are called (@); of several parts only the first does.
    `link` is empty or an http(s) address in ASCII of at most LONGEST_LINK characters. `doors` open
    more for one person alone: letters and SMS have them, a group or a webhook never.

    Raises ValueError for an empty key or subject and for a link that is not http(s): these are
    made by our own code, never by a user.
    """

    key: str
    subject: str
    lines: tuple[str, ...] = ()
    link: str = ""
    urgency: Urgency = Urgency.NORMAL
    case_number: str = ""
    event: str = ""
    event_at: str = ""
    calls: bool = True
    doors: tuple[Door, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "subject", one_line(self.subject))
        object.__setattr__(self, "lines", tuple(one_line(line) for line in self.lines))
        object.__setattr__(self, "case_number", one_line(self.case_number)[:LONGEST_CASE_NUMBER])
        if not self.key or not self.subject:
            raise ValueError("a message needs a key and a subject")
        if self.link and not _is_web_address(self.link):
            raise ValueError("a message's link must be an http(s) address without spaces")

    @property
    def urgent(self) -> bool:
        return self.urgency is Urgency.URGENT

    @property
    def headline(self) -> str:
        return f"【紧急】{self.subject}" if self.urgent else self.subject


def one_line(text: str) -> str:
    """`text` on one line: each run of blanks and controls one blank, broken surrogates as U+FFFD.

    Marks that turn the reading direction around go too: with them a title can show another link.
    """
    whole = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return " ".join("".join(map(_in_line, in_reading_order(whole))).split())


def unlinked(text: str) -> str:
    """`text` in which no program that shows it finds an address to make a link of: it reads the same, with
    the signs that make an address one as their full-width twins. The one link of a message is ours."""
    return _DOT_OF_A_DOMAIN.sub("．", text.replace("://", "：//"))


def _in_line(character: str) -> str:
    return " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character


def _is_web_address(link: str) -> bool:
    parts = urlsplit(link)
    printable = link.isascii() and link.isprintable() and " " not in link
    short = len(link) <= LONGEST_LINK
    return parts.scheme in ("http", "https") and bool(parts.hostname) and printable and short
