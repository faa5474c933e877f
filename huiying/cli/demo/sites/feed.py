"""沿江快讯: an Atom feed with the whole text in it, and the pages that it links to."""

import re

from huiying.cli.demo.items import Item
from huiying.cli.demo.scene import Answer, Scene, page, render

MOST = 100
_POST = re.compile(r"post/(\d+)")


def answer(scene: Scene, path: str) -> Answer | None:
    """The feed (`atom.xml`), or the page of one entry."""
    items = scene.on("feed")
    newest = items[0].at if items else None
    if path == "":
        return page("feed_home.html", scene, newest, items=items[:MOST])
    if path == "atom.xml":
        shown = [(tag(it), it) for it in items[:MOST]]
        text = render("atom.xml", scene, shown=shown, newest=newest or scene.t0)
        return Answer(text.encode(), "application/atom+xml; charset=utf-8", modified=newest)
    match = _POST.fullmatch(path)
    item = scene.numbered("feed", match[1]) if match else None
    return page("feed_post.html", scene, item.at, item=item) if item else None


def tag(item: Item) -> str:
    """The entry's id: the same whatever the town's port."""
    return f"tag:yanjiang.example,2020:post-{item.number}"
