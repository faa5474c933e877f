"""园区信箱: citizens' messages to the park, as a JSON interface with a cursor and as pages."""

import re
from typing import Any

from huiying.cli.demo.items import Item
from huiying.cli.demo.scene import Answer, Scene, answer_json, page
from huiying.core.clock import local

PAGE_SIZE = 20
_LETTER = re.compile(r"letter/(\d+)")


def answer(scene: Scene, path: str) -> Answer | None:
    """`api/messages?after=<cursor>`, the list for people, or one letter."""
    letters = scene.on("mailbox")
    if path == "":
        return page("mailbox_home.html", scene, items=letters[:60])
    if path == "api/messages":
        return _messages(scene, letters)
    match = _LETTER.fullmatch(path)
    item = scene.numbered("mailbox", match[1]) if match else None
    return page("mailbox_letter.html", scene, item.at, item=item) if item else None


def _messages(scene: Scene, letters: list[Item]) -> Answer:
    """The cursor names the last letter of the page before, so that new letters shift nothing."""
    cursor = scene.query.get("after", "")
    places = [n for n, it in enumerate(letters) if str(it.number) == cursor]
    rest = letters[places[0] + 1 :] if places else ([] if cursor else letters)
    shown = rest[:PAGE_SIZE]
    after = str(shown[-1].number) if len(rest) > len(shown) else ""
    return answer_json({"code": 0, "next": after, "messages": [_letter(scene, it) for it in shown]})


def _letter(scene: Scene, item: Item) -> dict[str, Any]:
    return {
        "letterId": str(item.number),
        "subject": item.title,
        "content": item.text,
        "type": item.sort,
        "sender": item.by,
        "createTime": f"{local(item.at):%Y-%m-%d %H:%M:%S}",
        "agree": item.counters(scene.now).likes,
        "clicks": item.counters(scene.now).views,
    }
