"""归入事件: ticked posts are put into one event; or, undone, each back to where it was."""

from starlette.responses import Response

from dashboard.pages.posts import doing
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from huiying.core.models import Event, Post, PostAssessment
from responder.verbs.place_post import place_post

Moves = list[tuple[int, int | None]]


def submit(visit: Visit) -> Response:
    """Move the posts; those that wait for their assessment are left out."""
    moves = _back(visit) or _into(visit)
    moved, skipped = [], 0
    with visit.write() as session:
        for post_id, event_id in moves:
            post, judged = session.get(Post, post_id), session.get(PostAssessment, post_id)
            event = session.get(Event, event_id) if event_id is not None else None
            if event_id is not None and event is None:
                raise BadInput(f"没有编号为 {event_id} 的事件，请从列表中选择")
            if post is None or judged is None:
                skipped += 1
                continue
            before = place_post(session, post, event, by=visit.user, now=visit.now)
            if before != event_id:
                moved.append(f"{post_id}:{before or ''}")
    return doing.done(visit, "place", moved, skipped)


def _into(visit: Visit) -> Moves:
    event = number(visit.field("event").split(" ")[0])
    if event is None:
        raise BadInput("请填写要归入的事件编号，或从列表中选择一个事件")
    return [(post, event) for post in doing.chosen(visit)]


def _back(visit: Visit) -> Moves:
    pairs = [one.partition(":") for one in visit.fields("put_back")[: doing.MOST]]
    return [(post, number(event)) for id_, _, event in pairs if (post := number(id_)) is not None]
