"""The bytes of an e-mail -> its subject, sender, moment and text, however badly it declares them."""

import email
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from crawlers.article.charset import decode
from crawlers.article.dom import plain
from huiying.core.contents import one_line

_LONGEST_HEADER = 10_000


@dataclass(frozen=True, slots=True)
class Letter:
    """`sender` is an address; `is_automatic`: an answering machine or a postman wrote it (RFC 3834, 3464)."""

    id: str | None
    subject: str
    sender: str | None
    sent_at: datetime | None
    text: str
    is_automatic: bool


def read_letter(raw: bytes) -> Letter:
    """The letter that the bytes are; attachments are left out. A message that was cut off in the middle
    gives what is there. May raise whatever the parser of a hostile message raises."""
    message = email.message_from_bytes(raw)
    return Letter(
        id=one_line(_header(message, "Message-ID")) or None,
        subject=one_line(_header(message, "Subject")),
        sender=parseaddr(_header(message, "From"))[1].strip().lower() or None,
        sent_at=_moment(_header(message, "Date")),
        text=_text(message),
        is_automatic=_is_automatic(message),
    )


def _header(message: Message, name: str) -> str:
    """A header decoded; raw bytes in it are read as what they look like (GBK, mostly)."""
    value = message.get(name)
    if value is None:
        return ""
    if isinstance(value, str):
        value = value[:_LONGEST_HEADER]
    parts: list[tuple[Any, str | None]] = decode_header(value)
    return "".join(_decoded(part, charset) for part, charset in parts)


def _decoded(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    return decode(part, f"text/plain; charset={charset}" if charset else None)[0]


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, IndexError):
        return None
    return found if found.tzinfo is not None else None


def _text(message: Message) -> str:
    """The plain text; only where there is none, the HTML made plain."""
    texts = "\n".join(_of_type(message, "text/plain")).strip()
    return texts or "\n".join(plain(html) for html in _of_type(message, "text/html")).strip()


def _of_type(message: Message, wanted: str) -> Iterator[str]:
    for part in _inline_parts(message):
        if part.get_content_type() == wanted:
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                yield _decoded(body, str(part.get_content_charset() or "") or None)


def _inline_parts(message: Message) -> Iterator[Message]:
    """The parts that a mail program shows; a forwarded message that hangs on as a file is none."""
    if message.get_content_disposition() == "attachment" or message.get_filename():
        return
    payload = message.get_payload()
    if not message.is_multipart():
        yield message
    elif message.get_content_maintype() == "multipart" and isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _inline_parts(part)


def _is_automatic(message: Message) -> bool:
    answered = _header(message, "Auto-Submitted").lower().startswith("auto-replied")
    return answered or message.get_content_type() == "multipart/report"
