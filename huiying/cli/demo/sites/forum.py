"""棋盘洲论坛: a message board with list and thread pages; replies arrive over time."""

import re

from huiying.cli.demo.items import Item
from huiying.cli.demo.scene import Answer, Scene, cut, page

PAGE_SIZE = 20
_LIST = re.compile(r"(?:forum-2-(\d{1,4})\.html)?")
_THREAD = re.compile(r"thread-(\d+)-1-1\.html")


def answer(scene: Scene, path: str) -> Answer | None:
    """The list of threads (`forum-2-1.html`), or one thread."""
    if match := _LIST.fullmatch(path):
        return _list(scene, int(match[1] or 1))
    match = _THREAD.fullmatch(path)
    item = scene.numbered("forum", match[1]) if match else None
    return _thread(scene, item) if item else None


def address(item: Item) -> str:
    """Where a thread stands, below the town's base."""
    return f"/bbs/thread-{item.number}-1-1.html"


def _list(scene: Scene, number: int) -> Answer | None:
    threads = scene.on("forum")
    shown = cut(threads, number, PAGE_SIZE)
    pages = max(1, -(-len(threads) // PAGE_SIZE))
    if not 1 <= number <= pages:
        return None
    rows = [(address(it), it, it.counters(scene.now)) for it in shown]
    return page("forum_list.html", scene, rows=rows, number=number, pages=pages)


def _thread(scene: Scene, item: Item) -> Answer:
    replies = [it for it in item.replies if it.at <= scene.now]
    counters = item.counters(scene.now)
    return page("forum_thread.html", scene, item=item, replies=replies, counters=counters)
