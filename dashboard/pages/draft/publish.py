"""登记发布: where and when; the page is fetched and compared before anything is written."""

from datetime import datetime

from starlette.responses import Response

from dashboard import access, photos
from dashboard.pages.case.show import done
from dashboard.pages.draft.find import find_draft
from dashboard.visit import Visit
from huiying.core import clock
from huiying.core.errors import BadInput
from responder.evidence import Evidence, look
from responder.verbs.publish import publish


def submit(visit: Visit) -> Response:
    """From the case's page."""
    return done(visit, "publish" if record_it(visit) else "publish_unproven")


def record_it(visit: Visit) -> bool:
    """Record the publication with what was found at its address and the photos of it; whether that proves
    it, so that no second person is asked."""
    published_at = _moment(visit.field("published_at"))
    evidence, pictures = _evidence(visit), photos.given(visit)
    with visit.write() as session:
        draft = find_draft(session, visit)
        kept = photos.keep(session, pictures, by=visit.actor, now=visit.now)
        record = publish(
            session,
            draft,
            outlet=visit.field("outlet"),
            url=visit.field("url") or None,
            published_at=published_at,
            evidence=evidence,
            photos=kept,
            by=visit.actor,
            policy=visit.site.policy,
            now=visit.now,
        )
        return record.evidence_at is not None


def _evidence(visit: Visit) -> Evidence | None:
    """What stands at the address, fetched outside of any transaction and only for who may publish."""
    url = visit.field("url")
    with visit.read() as session:
        draft = find_draft(session, visit)
        case = access.find_case(session, visit.actor, draft.case_id)
    if not url or not access.may_on(visit.actor, "publish", case):
        return None
    if not url.startswith(("http://", "https://")):
        raise BadInput("网址须以 http:// 或 https:// 开头")
    return look(url, draft.body, now=visit.now, allow=visit.site.settings.intranet)


def _moment(given: str) -> datetime:
    try:
        return clock.parse(given)
    except ValueError as error:
        raise BadInput(f"发布时间：{error}") from error
