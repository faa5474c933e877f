"""What the group robots have in common: harmless text, numbered parts, the verdict in the body."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from responder.notifiers.fitting import cut
from responder.notifiers.http import Answer
from responder.notifiers.message import Message, unlinked

SUBJECT_BYTES = 300
HEADLINE_BYTES = SUBJECT_BYTES + len("【紧急】（999/999）".encode())
SHORTENED = "……（内容过长，未完部分请打开事项查看）"
# The signs that markdown, a character reference or a mention is made of, as their full-width twins: the
# platforms document no way to escape them, and a post's title must not become a link or call everybody.
_SIGNS = str.maketrans("<>[]`*#_~|&@\\", "＜＞［］｀＊＃＿～｜＆＠＼")
# What makes a list, a rule or the line above a heading, where a line begins with it.
_OPENING = re.compile(r"^(?:[-+=]|[0-9]{1,9}[.)](?=\s|$))")
_OPENED = str.maketrans("-+=.)", "－＋＝．）")
GROWTH = 2
"""Bytes by which a line can grow when it is made harmless anew after it was broken in two."""
# Two bytes each in a JSON body, where a headline's limit counts one.
QUOTES = str.maketrans('"\\', "＂＼")


def harmless(text: str) -> str:
    """A line that stays text on every platform: it reads the same, and nothing in it is a link, a mention,
    a picture or any other markup."""
    line = unlinked(text).translate(_SIGNS)
    return _OPENING.sub(lambda opening: opening.group().translate(_OPENED), line)


def in_parts(message: Message, pages: Sequence[tuple[str, ...]]) -> tuple[Message, ...]:
    """The message as one message a page, numbered, each with a key of its own; itself where one will do.

    Only the first calls anybody: one notice is one call.
    """
    if len(pages) == 1:
        return (message,)
    return tuple(
        replace(
            message,
            key=message.key if number == 1 else f"{message.key}#{number}",
            subject=f"{cut(message.subject, SUBJECT_BYTES)}（{number}/{len(pages)}）",
            lines=page,
            calls=message.calls and number == 1,
        )
        for number, page in enumerate(pages, start=1)
    )


def safe_link(link: str) -> str:
    """`link` so that it cannot end the markdown link in which it stands."""
    return quote(link, safe=":/?#[]@!$&'*+,;=%~")


def code_of(answer: Answer, *names: str) -> int | None:
    """The platform's verdict: the first of these fields that the JSON body has; None where it has none.

    A field that is no whole number decides nothing: None.
    """
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    code = next((body[name] for name in names if name in body), None)
    return code if type(code) is int else None


def said(answer: Answer, name: str) -> str:
    """A text field of the JSON body that `code_of` could read; empty where it is no text."""
    text = json.loads(answer.body).get(name)
    return text if isinstance(text, str) else ""
