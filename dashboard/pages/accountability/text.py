"""公开文稿: one text on a decision, from its draft to where it stands in public."""

from starlette.responses import Response

from dashboard import access
from dashboard.queries.public_texts import find_text, text_line
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError
from responder.verbs import tell_public

DONE = {
    "draft": "文稿已按记录起草，请核对、修改后送审",
    "submit": "文稿已送审，请另一位同事审查",
    "clear": "审查通过，可以公开",
    "send_back": "文稿已退回",
    "publish": "已登记公开",
}


def of_proposal(visit: Visit) -> Response:
    """Draft a text on a decided proposal."""
    with visit.write() as session:
        proposal = access.find_proposal(session, visit.user, visit.number("proposal"))
        kind = visit.field("kind")
        text = tell_public.draft_text(session, proposal, kind=kind, by=visit.user, now=visit.now)
    return _done(visit, text.id, "draft")


def of_commendation(visit: Visit) -> Response:
    """Draft a text on a granted commendation."""
    with visit.write() as session:
        found = access.find_commendation(session, visit.user, visit.number("commendation"))
        text = tell_public.draft_text(session, found, kind="model_case", by=visit.user, now=visit.now)
    return _done(visit, text.id, "draft")


def show(visit: Visit) -> Response:
    """The text as it stands."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def submit(visit: Visit) -> Response:
    """Hand it to be cleared."""
    with visit.write() as session:
        text = find_text(session, visit.number("text"))
        title, body = visit.field("title"), visit.field("body")
        tell_public.submit_text(session, text, title=title, body=body, by=visit.user, now=visit.now)
    return _done(visit, visit.number("text"), "submit")


def clear(visit: Visit) -> Response:
    """Clear it, or send it back."""
    cleared = visit.field("decision") == "clear"
    with visit.write() as session:
        tell_public.clear_text(
            session,
            find_text(session, visit.number("text")),
            cleared=cleared,
            ticked=visit.fields("item"),
            note=visit.field("note"),
            by=visit.user,
            now=visit.now,
        )
    return _done(visit, visit.number("text"), "clear" if cleared else "send_back")


def publish(visit: Visit) -> Response:
    """Record where it stands."""
    with visit.write() as session:
        text = find_text(session, visit.number("text"))
        tell_public.publish_text(session, text, url=visit.field("url"), by=visit.user, now=visit.now)
    return _done(visit, visit.number("text"), "publish")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The text with the refusal above it and what was entered kept."""
    entered = {key: value for key, value in visit.form.items() if isinstance(value, str)}
    return _page(visit, status, error=str(error), entered=entered)


def _done(visit: Visit, text_id: int, deed: str) -> Response:
    return visit.to(f"/accountability/text/{text_id}?did={deed}")


def _page(
    visit: Visit, status: int, *, said: str = "", error: str = "", entered: dict[str, str] | None = None
) -> Response:
    with visit.read() as session:
        line = text_line(session, visit.number("text"))
    return visit.page(
        "public_text.html",
        status,
        line=line,
        text=line.text,
        items=tell_public.ITEMS,
        said=said,
        error=error,
        entered=entered or {},
    )
