"""拆分."""

from typing import Any

from starlette.responses import Response

from dashboard.pages.case.deed import on_case, planning
from dashboard.untrusted import number
from dashboard.visit import Visit
from responder.verbs.join import split


def submit(visit: Visit) -> Response:
    """Make a case of its own of a part of this one; its page comes next."""
    posts = [key for key in map(number, visit.fields("posts")) if key is not None]
    with on_case(visit) as (session, case):
        said: dict[str, Any] = {"title": visit.field("title")[:200], "reason": visit.field("reason")}
        part = split(session, case, post_ids=posts, **said, **planning(visit))
    return visit.to(f"/case/{part.id}?did=split")
