"""起草、送审: the unit in charge writes what is to be published, and hands it to be cleared."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.actors import Actor
from huiying.core.errors import Refused
from huiying.core.models import Case, CasePost, Draft, EventPost, Post
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.clocks.words import named
from responder.outbox import queue
from responder.procedure.place import require
from responder.words import ANSWERS

ELEMENTS = {"fact": "事实真相", "policy": "政策措施", "result": "处置结果"}
# What an interpretation has to tell (the plan, art. 9).
POINTS = {
    "background": "背景依据",
    "goals": "目标任务",
    "content": "主要内容",
    "scope": "涉及范围",
    "standards": "执行标准",
    "changes": "新旧变化",
}
# The kinds of text that a case of each kind publishes.
FITTING = {
    "opinion": ("first_word", "explanation", "response", "progress"),
    "message": ("reply", "progress"),
    "interpretation": ("interpretation",),
    "disclosure": ("disclosure",),
}


def draft(
    session: Session,
    case: Case,
    *,
    kind: str,
    title: str,
    body: str,
    elements: Mapping[str, Any],
    by: Actor,
    now: datetime,
    rebuts: Post | None = None,
    photos: Sequence[int] = (),
) -> Draft:
    """Store a draft. `elements` says of each of the three elements (of an interpretation: of each of its
    points) whether it stands in the text ({"present": true}) or does not apply ({"present": false,
    "note": why}). `rebuts`: the rumour that the text answers, a post of the case's event or the case.
    `photos` are the ids of stored pictures."""
    require(session, case, "draft", by)
    _require_fitting(case, kind)
    _require_of_case(session, case, rebuts)
    if not title.strip() or not body.strip():
        raise Refused("标题和正文都不能为空")
    record = Draft(
        case_id=case.id,
        kind=kind,
        title=title.strip(),
        body=body.strip(),
        elements={key: dict(value) for key, value in elements.items() if key in {**ELEMENTS, **POINTS}},
        rebuts_post_id=rebuts.id if rebuts else None,
        drafter_id=by.account_id,
        drafted_by=by.name,
        photos=list(photos),
        created_at=now,
    )
    session.add(record)
    session.flush()
    audit.record(session, "draft", "case", case.id, by=by.name, now=now, draft=record.id, kind=kind)
    return record


def rumour(session: Session, post_id: int | None) -> Post | None:
    """The post that is named as a rumour. Raises Refused where there is none of the number."""
    post = session.get(Post, post_id) if post_id is not None else None
    if post_id is not None and post is None:
        raise Refused(f"没有编号为 {post_id} 的信息，不能作为所针对的传言；请核对编号")
    return post


def _require_fitting(case: Case, kind: str) -> None:
    kinds = FITTING.get(case.kind, ())
    if kind not in kinds:
        names = "、".join(ANSWERS[one] for one in kinds)
        raise Refused(f"{named(case.kind)}不能起草“{ANSWERS.get(kind, kind)}”，可选：{names}")


def _require_of_case(session: Session, case: Case, rebuts: Post | None) -> None:
    if rebuts is None:
        return
    here = select(CasePost.post_id).where(CasePost.case_id == case.id, CasePost.post_id == rebuts.id)
    event = select(EventPost.post_id).where(
        EventPost.event_id == case.event_id, EventPost.post_id == rebuts.id
    )
    if session.scalars(here.union_all(event)).first() is None:
        raise Refused(f"信息 {rebuts.id} 不在本事项或所属事件之内，不能作为所针对的传言；请核对编号")


def submit(session: Session, written: Draft, *, by: Actor, policy: Policy, now: datetime) -> None:
    """Hand a draft to the clearer on duty; its clear clock starts."""
    case = session.get_one(Case, written.case_id)
    require(session, case, "submit", by)
    if written.submitted_at is not None:
        raise Refused("这份稿件已经送审，请等待审查结果")
    _require_elements(written)
    written.submitted_at = now
    session.flush()
    audit.record(session, "submit", "case", case.id, by=by.name, now=now, draft=written.id)
    keeper.replan(session, case, policy, now)
    _tell_clearer(session, case, written, now)


def asked_of(kind: str) -> dict[str, str]:
    """What a text of this kind has to tell, by key, or to say why it does not apply."""
    if kind == "disclosure":  # the answer to one applicant, whose content the law lists
        return {}
    return POINTS if kind == "interpretation" else ELEMENTS


def _require_elements(written: Draft) -> None:
    for key, name in asked_of(written.kind).items():
        said = written.elements.get(key, {})
        if not said.get("present") and not str(said.get("note") or "").strip():
            raise Refused(f"请写明“{name}”；确不涉及的，注明原因")


def _tell_clearer(session: Session, case: Case, written: Draft, now: datetime) -> None:
    queue(
        session,
        kind="submitted",
        duty="clearer",
        unit_id=None,
        subject=f"【送审】{case.title}",
        lines=[
            f"事项 {case.number} 的稿件“{written.title}”已送审。",
            "请值班审查人完成保密审查和负面清单核对；起草人不能审查自己的稿件。",
        ],
        now=now,
        occasion=f"submitted:{written.id}",
        case=case,
    )
