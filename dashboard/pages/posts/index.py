"""信息: the list of posts, searched and narrowed; filter and place stand in the address."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.responses import Response

from dashboard import access
from dashboard.pages.posts import doing
from dashboard.queries.posts import facets, lines
from dashboard.queries.posts.rows import MOST_ROWS
from dashboard.queries.posts.wanted import Wanted, wanted
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.clock import local
from huiying.core.errors import HuiyingError

PART = "posts"
SPANS = {"今天": 0, "近 3 日": 2, "近 7 日": 6, "近 30 日": 29}


def show(visit: Visit) -> Response:
    """One page of posts; the list alone where an open page asks for it."""
    values = _values(visit, wanted(visit.asked), number(visit.asked("before")))
    said = doing.said(visit.asked)
    headers = visit.request.headers
    alone = headers.get("hx-target") == PART and "hx-history-restore-request" not in headers
    return visit.page("parts/posts.html" if alone else "posts.html", did=said, refused="", **values)


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The list as it was, with what was wrong."""
    given = dict(parse_qsl(visit.field("back")))
    values = _values(visit, wanted(lambda name: given.get(name, "").strip()), number(given.get("before", "")))
    return visit.page("posts.html", status, did=None, refused=str(error), **values)


def _values(visit: Visit, asked: Wanted, before: int | None) -> dict[str, Any]:
    with visit.read() as session:
        found = lines.page(session, asked, before=before)
        counts = facets.count(session, asked)
        may_place = access.may(visit.user, "place_post")
        events = lines.live_events(session, visit.now) if may_place else []
    return {
        "found": found,
        "counts": counts,
        "wanted": asked,
        "here": urlencode(asked.query),
        "back": urlencode(asked.query | ({"before": str(before)} if before else {})),
        "events": events,
        "spans": _spans(visit, asked),
        "most_rows": MOST_ROWS,
    }


def _spans(visit: Visit, asked: Wanted) -> list[tuple[str, str, bool]]:
    """Usual time ranges: name, address, whether it is the one that is shown."""
    today = local(visit.now).date()
    others = {name: value for name, value in asked.query.items() if name not in ("since", "until")}
    found = []
    for name, days in SPANS.items():
        since = today - timedelta(days=days)
        chosen = asked.since == since and asked.until is None
        found.append((name, urlencode(others | {"since": str(since)}), chosen))
    return found
