"""标为无关、标为有关: what a person says of posts, kept as material to learn from."""

from starlette.responses import Response

from dashboard.pages.posts import doing
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from huiying.core.models import Post, PostAssessment
from responder.corrections.correct_verdict import correct_verdict


def submit(visit: Visit) -> Response:
    """Correct the relevance of the ticked posts; those that wait for their assessment are left out."""
    right, ids = visit.field("right"), doing.chosen(visit)
    if right not in doing.RIGHT:
        raise BadInput("请选择“标为无关”或“标为有关”")
    changed, skipped = [], 0
    with visit.write() as session:
        for post_id in ids:
            post, judged = session.get(Post, post_id), session.get(PostAssessment, post_id)
            if post is None or judged is None:
                skipped += 1
                continue
            if judged.relevant != (right == "yes"):
                changed.append(str(post_id))
            correct_verdict(session, post, task="relevance", right=right, by=visit.user, now=visit.now)
    return doing.done(visit, right, changed, skipped)
