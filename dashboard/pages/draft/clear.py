"""发布审查: clear a draft or send it back."""

from starlette.responses import Response

from dashboard.pages.case.show import done
from dashboard.pages.draft.find import find_draft
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from responder.verbs.clear import clear


def submit(visit: Visit) -> Response:
    """The decision of another person than the drafter."""
    if visit.field("decision") not in ("clear", "send_back"):
        raise BadInput("请选择通过或退回")
    cleared = visit.field("decision") == "clear"
    with visit.write() as session:
        clear(
            session,
            find_draft(session, visit),
            cleared=cleared,
            note=visit.field("note") or None,
            by=visit.user,
            policy=visit.site.policy,
            now=visit.now,
        )
    return done(visit, "clear" if cleared else "send_back")
