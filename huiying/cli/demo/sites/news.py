"""江畔新闻网: list pages with paging, articles of two templates, one article in unannounced GBK."""

import re

from huiying.cli.demo.items import Item
from huiying.cli.demo.scene import TEMPLATE_CHANGES, Answer, Scene, cut, page, render
from huiying.core.clock import local

PAGE_SIZE = 15
_LIST = re.compile(r"(?:index(?:_(\d{1,4}))?\.html)?")
_ARTICLE = re.compile(r"\d{6}/t\d{8}_(\d+)\.html")


def answer(scene: Scene, path: str) -> Answer | None:
    """A list page (`index_2.html`) or an article; None for anything else."""
    if match := _LIST.fullmatch(path):
        return _list(scene, int(match[1] or 1))
    match = _ARTICLE.fullmatch(path)
    item = scene.numbered("news", match[1]) if match else None
    return _article(scene, item) if item and address(item).endswith(path) else None


def address(item: Item) -> str:
    """Where an article stands, below the town's base."""
    day = local(item.at)
    return f"/news/{day:%Y%m}/t{day:%Y%m%d}_{item.number}.html"


def _list(scene: Scene, number: int) -> Answer | None:
    items = scene.on("news")
    shown = cut(items, number, PAGE_SIZE)
    pages = -(-len(items) // PAGE_SIZE)
    if number < 1 or (not shown and number > 1):
        return None
    rows = [(address(it), it) for it in shown]
    newest = items[0].at if items else None
    return page("news_list.html", scene, newest, rows=rows, number=number, pages=pages)


def _article(scene: Scene, item: Item) -> Answer:
    changed = scene.t0 - TEMPLATE_CHANGES
    new = scene.now >= changed
    name = "news_article_new.html" if new else "news_article.html"
    others = [(address(it), it) for it in scene.on("news") if it.id != item.id][:6]
    text = render(name, scene, item=item, others=others, charset=not item.gbk)
    modified = max(item.at, changed) if new else item.at
    if item.gbk:
        return Answer(text.encode("gbk", "xmlcharrefreplace"), "text/html", modified=modified)
    return Answer(text.encode(), modified=modified)
