"""What was done to posts, as the next page tells it, with the way back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.responses import Response

from dashboard.queries.posts.wanted import wanted
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.errors import BadInput

MOST = 200
RIGHT = {"no": "标为与园区无关", "yes": "标为与园区有关"}
PLACED = "归入事件"


@dataclass(frozen=True)
class Did:
    """`what` was done to `count` posts; `action` with `fields` undoes it."""

    what: str
    count: int
    skipped: int
    action: str
    fields: list[tuple[str, str]]


def chosen(visit: Visit) -> list[int]:
    """The ids of the posts that were ticked. Raises BadInput where there are none."""
    found = dict.fromkeys(id_ for one in visit.fields("post") if (id_ := number(one)) is not None)
    if not found:
        raise BadInput("还没有选中信息：请先勾选，再选择操作")
    return list(found)[:MOST]


def done(visit: Visit, what: str, ids: Sequence[str], skipped: int) -> Response:
    """Back to the list, telling what was done. `ids` name what would have to be undone."""
    given = dict(parse_qsl(visit.field("back")))
    asked = wanted(lambda name: given.get(name, "").strip()).query
    before = number(given.get("before", ""))
    told = {"did": what, "ids": ",".join(ids[:MOST]), "skipped": str(skipped)}
    return visit.to("/posts?" + urlencode(asked | ({"before": str(before)} if before else {}) | told))


def said(asked: Callable[[str], str]) -> Did | None:
    """What the address tells; nothing where it tells nonsense."""
    ids = [one for one in asked("ids").split(",")[:MOST] if _is_id(one)]
    what, skipped = asked("did"), number(asked("skipped")) or 0
    if what in RIGHT:
        back = "yes" if what == "no" else "no"
        fields = [("right", back), *(("post", one) for one in ids if one.isdigit())]
        return Did(RIGHT[what], len(fields) - 1, skipped, "/posts/mark", fields)
    if what == "place":
        return Did(PLACED, len(ids), skipped, "/posts/place", [("put_back", one) for one in ids])
    return None


def _is_id(text: str) -> bool:
    return all(part == "" or number(part) is not None for part in text.split(":", 1)) and text != ""
