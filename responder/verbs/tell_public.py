"""公开: a text on a decision is drafted from the record, submitted by one person, cleared by another."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import (
    Commendation,
    Proposal,
    PublicText,
    PublicTextClearance,
    User,
)
from responder.accountability import in_force
from responder.accountability.names import known_names
from responder.accountability.public import MODEL_CASE, NAMES, draft_of_commendation, draft_of_decision
from responder.outbox import queue
from responder.verbs.clear import CHECKLIST
from responder.verbs.permission import require_office

NO_NAMES = "names"
ITEMS = {**CHECKLIST, NO_NAMES: "不含个人姓名、电话、住址等可以认出个人的内容"}


def draft_text(
    session: Session, of: Proposal | Commendation, *, kind: str, by: User, now: datetime
) -> PublicText:
    """Draft anew from the record; one text of a kind is under way at a time."""
    require_office(by, "起草公开文稿")
    if kind not in NAMES:
        raise Refused(f"没有“{kind}”这种文稿，可选：{'、'.join(NAMES.values())}")
    session.refresh(of, with_for_update=True)
    _require_decided(session, of, kind)
    kept = [one for one in texts_of(session, of) if one.kind == kind and not is_outdated(session, one)]
    if any(is_under_way(session, one) for one in kept):
        raise Refused(f"这份{NAMES[kind]}已经起草，请在原稿上修改、送审")
    if isinstance(of, Proposal):
        record = draft_of_decision(session, of, kind, now)
    else:
        record = draft_of_commendation(session, of, now)
    audit.record(session, "draft_text", "public_text", record.id, by=by.name, now=now, kind=kind)
    return record


def submit_text(
    session: Session, text: PublicText, *, title: str, body: str, by: User, now: datetime
) -> None:
    """Hand the text, as this person wrote it, to be cleared; refused where a known person is named."""
    require_office(by, "送审公开文稿")
    session.refresh(text, with_for_update=True)
    if text.submitted_at is not None:
        raise Refused("这份文稿已经送审")
    _require_current(session, text)
    if not title.strip() or not body.strip():
        raise Refused("标题和正文都不能为空")
    named = [name for name in known_names(session) if name in title or name in body]
    if named:
        raise Refused(f"文稿中仍有个人姓名：{'、'.join(named[:5])}。公开文稿须略去个人姓名，请改后再送审")
    text.title, text.body = title.strip()[:200], body.strip()
    text.drafter_id, text.submitted_at = by.id, now
    session.flush()
    audit.record(session, "submit_text", "public_text", text.id, by=by.name, now=now)
    queue(
        session,
        kind="submitted",
        duty="office",
        unit_id=None,
        subject=f"【送审】{text.title}",
        lines=[f"{NAMES[text.kind]}“{text.title}”已送审，请另一位同事审查；起草人不能审查自己的文稿。"],
        now=now,
        occasion=f"public_text:{text.id}",
        link=f"/accountability/text/{text.id}",
    )


def clear_text(
    session: Session,
    text: PublicText,
    *,
    cleared: bool,
    ticked: Collection[str],
    note: str,
    by: User,
    now: datetime,
) -> PublicTextClearance:
    """Clear the text or send it back: another person than the drafter, every item ticked."""
    require_office(by, "审查公开文稿")
    session.refresh(text, with_for_update=True)
    if text.submitted_at is None or text.drafter_id is None:
        raise Refused("文稿尚未送审")
    if by.id == text.drafter_id:
        raise NotAllowed("起草人不能审查自己的文稿，请由另一位同事审查")
    if session.get(PublicTextClearance, text.id):
        raise Refused("文稿已审查完毕")
    if cleared:
        _require_current(session, text)
    missing = [said for item, said in ITEMS.items() if item not in ticked]
    if cleared and missing:
        raise Refused(f"审查清单尚有未勾选的项目：{'；'.join(missing)}")
    if not cleared and not note.strip():
        raise Refused("退回文稿须写明原因")
    record = PublicTextClearance(
        text_id=text.id,
        drafter_id=text.drafter_id,
        clearer_id=by.id,
        cleared=cleared,
        note=note.strip() or None,
        ticks={item: {"by": by.name, "at": now.isoformat()} for item in ITEMS if item in ticked},
        at=now,
    )
    session.add(record)
    session.flush()
    action = "clear_text" if cleared else "send_back_text"
    audit.record(session, action, "public_text", text.id, by=by.name, now=now)
    return record


def publish_text(session: Session, text: PublicText, *, url: str, by: User, now: datetime) -> None:
    """Record where the cleared text stands in public; once."""
    require_office(by, "登记公开")
    session.refresh(text, with_for_update=True)
    decided = session.get(PublicTextClearance, text.id)
    if decided is None or not decided.cleared:
        raise Refused("文稿尚未通过发布审查，不能登记公开")
    if text.published_at is not None:
        raise Refused("这份文稿已登记公开")
    _require_current(session, text)
    if not url.strip().startswith(("http://", "https://")):
        raise Refused("请填写公开页面的网址（以 http:// 或 https:// 开头）")
    text.url, text.published_at, text.published_by = url.strip(), now, by.name
    session.flush()
    audit.record(session, "publish_text", "public_text", text.id, by=by.name, now=now)


def texts_of(session: Session, of: Proposal | Commendation) -> list[PublicText]:
    """The texts on it, the newest first."""
    column = PublicText.proposal_id if isinstance(of, Proposal) else PublicText.commendation_id
    return list(session.scalars(select(PublicText).where(column == of.id).order_by(PublicText.id.desc())))


def is_under_way(session: Session, text: PublicText) -> bool:
    """Whether the text was not sent back: a new one is drafted only after that."""
    decided = session.get(PublicTextClearance, text.id)
    return decided is None or decided.cleared


def is_outdated(session: Session, text: PublicText) -> bool:
    """Whether the decision that the text tells of was corrected after it was drafted."""
    if text.proposal_id is not None:
        decision: in_force.AnyDecision | in_force.AnyGrant | None = in_force.decision(
            session, text.proposal_id
        )
    else:
        decision = in_force.grant(session, text.commendation_id or 0)
    return decision is not None and decision.at > text.drafted_at


def _require_current(session: Session, text: PublicText) -> None:
    if is_outdated(session, text):
        raise Refused("文稿所述的决定此后已经更正，这份文稿不再公开；请按现行决定重新起草")


def _require_decided(session: Session, of: Proposal | Commendation, kind: str) -> None:
    if isinstance(of, Proposal):
        if in_force.decision(session, of.id) is None:
            raise Refused("尚无领导决定，不能起草公开文稿")
        return
    granted = in_force.grant(session, of.id)
    if granted is None or not granted.granted:
        raise Refused("尚未决定表彰，不能起草典型案例")
    if kind != MODEL_CASE:
        raise Refused("表彰只发布典型案例")
