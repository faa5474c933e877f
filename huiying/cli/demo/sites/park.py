"""园区官网: the park's notices, and the answers that its units publish there during the demo."""

import re

from huiying.cli.demo.items import Item
from huiying.cli.demo.scene import Answer, Published, Scene, cut, page

PAGE_SIZE = 20
_NOTICES = re.compile(r"notices/(?:index_(\d{1,4})\.html)?")
_NOTICE = re.compile(r"notices/content_(\d+)\.html")


def answer(scene: Scene, path: str) -> Answer | None:
    """The home page, the list of notices, one notice, or a published answer."""
    if path in ("", "answers/"):
        notices = [(address(it), it) for it in scene.on("park")[:10]]
        return page("park_home.html", scene, notices=notices, answers=latest(scene))
    if match := _NOTICES.fullmatch(path):
        return _list(scene, int(match[1] or 1))
    if match := _NOTICE.fullmatch(path):
        item = scene.numbered("park", match[1])
        return page("park_notice.html", scene, item.at, item=item) if item else None
    found = next((it for it in scene.published if f"answers/{it.path}" == path), None)
    return page("park_answer.html", scene, found.at, answer=found) if found else None


def address(item: Item) -> str:
    """Where a notice stands, below the town's base."""
    return f"/park/notices/content_{item.number}.html"


def latest(scene: Scene) -> list[tuple[str, Published]]:
    """Each published answer once, as it stands now, with its address."""
    shown = {it.path: it for it in reversed(scene.published)}
    newest = sorted(shown.values(), key=lambda it: it.at, reverse=True)
    return [(f"/park/answers/{it.path}", it) for it in newest]


def _list(scene: Scene, number: int) -> Answer | None:
    notices = scene.on("park")
    pages = max(1, -(-len(notices) // PAGE_SIZE))
    if not 1 <= number <= pages:
        return None
    rows = [(address(it), it) for it in cut(notices, number, PAGE_SIZE)]
    newest = notices[0].at if notices else None
    return page("park_list.html", scene, newest, rows=rows, number=number, pages=pages)
