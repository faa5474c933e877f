"""更正研判: one part of a post's verdict, said otherwise (or confirmed) from whichever page shows it."""

import re

from starlette.responses import Response

from dashboard.access import NotFound
from dashboard.visit import Visit
from huiying.core.models import Post
from responder.corrections.correct_verdict import correct_verdict

_OURS = re.compile(r"/(posts|event|case)/[0-9]{1,18}")


def submit(visit: Visit) -> Response:
    """Note it as material to learn from, and go back to where it was said."""
    key = visit.number("post")
    task, right = visit.field("task"), visit.field("right")
    with visit.write() as session:
        post = session.get(Post, key)
        if post is None:
            raise NotFound("没有这条信息")
        noted = correct_verdict(session, post, task=task, right=right, by=visit.user, now=visit.now)
    did = "agreed" if noted.was == noted.right else "verdict"
    return visit.to(f"{_back(visit, key)}?did={did}#post-{key}")


def _back(visit: Visit, post: int) -> str:
    """Only a page of ours that shows posts; else the post's own."""
    given = visit.field("back")
    return given if _OURS.fullmatch(given) else f"/posts/{post}"
