"""审查清单: tick one item."""

from starlette.responses import Response

from dashboard.pages.draft.find import find_draft
from dashboard.visit import Visit
from responder.verbs.clear import tick


def submit(visit: Visit) -> Response:
    """Tick an item; who and when is stored."""
    with visit.write() as session:
        draft = find_draft(session, visit)
        tick(session, draft, visit.field("item"), by=visit.user, now=visit.now)
    return visit.to(f"/case/{draft.case_id}?did=tick#draft-{draft.id}")
