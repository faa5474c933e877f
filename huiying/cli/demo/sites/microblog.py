"""同城微博: a JSON interface whose counters grow between visits, by page or by cursor."""

import re
from html import escape
from typing import Any

from huiying.cli.demo.items import Item
from huiying.cli.demo.scene import Answer, Scene, answer_json, cut, page
from huiying.core.clock import local

PAGE_SIZE = 20
LARGEST_PAGE = 50
_STATUS = re.compile(r"status/(\d+)")
_TOPIC = re.compile(r"#[^#\s]{1,40}#")


def answer(scene: Scene, path: str) -> Answer | None:
    """The timeline (`api/timeline?page=2` or `?max_id=...`), or the page of one status."""
    if path == "":
        return page("microblog_home.html", scene, items=_with_counters(scene, scene.on("weibo")[:60]))
    if path == "api/timeline":
        return _timeline(scene)
    match = _STATUS.fullmatch(path)
    item = scene.numbered("weibo", match[1]) if match else None
    return page("microblog_status.html", scene, items=_with_counters(scene, [item])) if item else None


def _timeline(scene: Scene) -> Answer:
    items = scene.on("weibo")
    size = min(LARGEST_PAGE, max(1, scene.number_asked("count", PAGE_SIZE)))
    last_seen = scene.query.get("max_id", "")
    if last_seen and last_seen != "0":
        places = [n for n, it in enumerate(items) if str(it.number) == last_seen]
        shown = items[places[0] + 1 :][:size] if places else []
    else:
        shown = cut(items, max(1, scene.number_asked("page", 1)), size)
    more = bool(shown) and shown[-1] is not items[-1]
    return answer_json(
        {
            "ok": 1,
            "data": {
                "total": len(items),
                "max_id": str(shown[-1].number) if more else "0",
                "statuses": [_status(scene, it) for it in shown],
            },
        }
    )


def _status(scene: Scene, item: Item) -> dict[str, Any]:
    counters = item.counters(scene.now)
    return {
        "id": str(item.number),
        "created_at": local(item.at).strftime("%a %b %d %H:%M:%S %z %Y"),
        "text": _marked_up(item.text),
        "user": {"screen_name": item.by, "verified": False},
        "reposts_count": counters.reposts,
        "comments_count": counters.comments,
        "attitudes_count": counters.likes,
        "reads_count": _rounded(counters.views),
        "pics": [],
    }


def _marked_up(text: str) -> str:
    """The text as such interfaces give it: topics as links, line breaks as tags."""
    marked = _TOPIC.sub(lambda m: f'<a href="/mblog/?topic">{m[0]}</a>', escape(text, quote=False))
    return marked.replace("\n", "<br />")


def _rounded(views: int) -> int | str:
    """From 10,000 readers on, a rounded number with 万, as people know it."""
    return views if views < 10_000 else f"{views / 10_000:.1f}万"


def _with_counters(scene: Scene, items: list[Item]) -> list[tuple[Item, Any]]:
    return [(it, it.counters(scene.now)) for it in items]
