"""The addresses of /api/v1: each fetches, calls one function, answers."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.api import accountability, commendations, duty, ingest, lists, problems, records, webhooks
from dashboard.api.callers import Caller, needs
from dashboard.api.entries import EntryIn, EntryOut, as_out
from dashboard.api.once import Once
from dashboard.api.once import once as once_only
from dashboard.api.openings import OpenIn
from dashboard.api.problems import MEDIA_TYPE, ProblemOut
from dashboard.api.shapes import CaseDetail, CorrectionIn, IngestOut, PostsIn
from dashboard.api.verbs import AnyVerb, Deed, Publish
from dashboard.entering import AlreadyThere, enter
from dashboard.queries import api as queries
from dashboard.queries.entries import find_entry
from dashboard.untrusted import LARGEST_ID
from huiying.core import audit
from huiying.core.errors import NotAllowed
from huiying.core.models import Draft, Post
from responder.corrections.correct_verdict import correct_verdict
from responder.evidence import Evidence, look
from responder.status import status as status_object

SAID = {
    401: "未认证",
    403: "没有权限",
    404: "没有",
    409: "现在不能",
    422: "内容有误",
    429: "过于频繁",
}
PROBLEM: dict[int | str, dict[str, Any]] = {
    code: {"description": said, "content": {MEDIA_TYPE: {"schema": ProblemOut.model_json_schema()}}}
    for code, said in SAID.items()
}

router = APIRouter(prefix="/api/v1", responses=PROBLEM)
router.include_router(lists.router)
router.include_router(records.router)
router.include_router(webhooks.router)
router.include_router(accountability.router)
router.include_router(commendations.router)
router.include_router(duty.router)

OnceOnly = Annotated[Once, Depends(once_only)]
PostId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
CaseId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.post("/posts", response_model=IngestOut, summary="成批写入信息")
def write_posts(
    body: PostsIn, caller: Annotated[Caller, Depends(needs("posts:write"))], once: OnceOnly
) -> dict[str, Any]:
    """At most 1000 a call; a post is unique by source and id, so sending a batch again is harmless."""
    access.require(caller.user, "ingest")
    checked = ingest.check(body.posts)
    with caller.site.database.write() as session:
        answer: dict[str, Any] = once.do(session, caller, lambda: _store(session, checked, caller))
    return answer


@router.post("/posts/{post_id}/corrections", status_code=204, summary="更正一条信息的研判")
def correct(
    post_id: PostId,
    body: CorrectionIn,
    caller: Annotated[Caller, Depends(needs("posts:write"))],
    once: OnceOnly,
) -> None:
    """The correction is kept as material to learn from; the verdict then says what the person said."""
    access.require(caller.user, "correct_verdict")
    with caller.site.database.write() as session:
        once.do(session, caller, lambda: _correct(session, post_id, body, caller))


@router.post("/entries", response_model=EntryOut, status_code=201, summary="人工录入")
def write_entry(
    body: EntryIn, caller: Annotated[Caller, Depends(needs("posts:write"))], once: OnceOnly
) -> Any:
    """A link to be fetched, or a text, with a screenshot. What is there already is 409, with its `post`."""
    access.require(caller.user, "enter")
    try:
        with caller.site.database.write() as session:
            return once.do(session, caller, lambda: _enter(session, body, caller))
    except AlreadyThere as known:
        return problems.answer(409, str(known), post=known.post, entry=known.entry)


@router.get("/entries/{entry_id}", response_model=EntryOut, summary="一条录入")
def read_entry(
    entry_id: Annotated[int, Path(ge=1, le=LARGEST_ID)],
    caller: Annotated[Caller, Depends(needs("posts:read"))],
) -> dict[str, Any]:
    """How it stands with the link of an entry."""
    access.require(caller.user, "read_overview")
    with caller.site.database.read() as session:
        return as_out(find_entry(session, entry_id))


@router.post("/cases", response_model=CaseDetail, status_code=201, summary="登记立项")
def open_case(body: OpenIn, caller: Annotated[Caller, Depends(needs("cases:write"))], once: OnceOnly) -> Any:
    """A policy interpretation, a disclosure request or a recurring duty, which no post opens."""
    access.require(caller.user, "open_case")
    with caller.site.database.write() as session:
        return once.do(session, caller, lambda: _open(session, body, caller))


@router.get("/cases/{case_id}", response_model=CaseDetail, summary="一件事项")
def read_case(case_id: CaseId, caller: Annotated[Caller, Depends(needs("cases:read"))]) -> dict[str, Any]:
    """The case with its clocks and drafts."""
    with caller.site.database.read() as session:
        return queries.case_detail(session, caller.user, case_id)


@router.post("/cases/{case_id}/verbs", response_model=CaseDetail, summary="办理一件事项")
def act(
    case_id: CaseId,
    verb: AnyVerb,
    caller: Annotated[Caller, Depends(needs("cases:write"))],
    once: OnceOnly,
) -> dict[str, Any]:
    """One verb of the case; answers with the case as it then stands."""
    evidence = _evidence(caller, case_id, verb) if isinstance(verb, Publish) else None
    with caller.site.database.write() as session:
        case = access.find_case(session, caller.user, case_id)
        deed = Deed(session, case, caller, evidence)
        answer: dict[str, Any] = once.do(session, caller, lambda: _act(deed, verb))
    return answer


@router.get("/status", summary="运行状况")
def read_status(caller: Annotated[Caller, Depends(needs("status:read"))]) -> dict[str, Any]:
    """The status object of `huiying status --json`."""
    access.require(caller.user, "read_overview")
    with caller.site.database.read() as session:
        return status_object(session, caller.now)


def _store(session: Session, checked: list[ingest.Checked], caller: Caller) -> dict[str, Any]:
    results = ingest.store(session, checked, caller.site.key, caller.now)
    counts = Counter[str](result.status for result in results)
    audit.record(session, "ingest", "posts", len(results), by=caller.user.name, now=caller.now, **counts)
    names = ("stored", "updated", "known", "rejected")
    return {**{name: counts[name] for name in names}, "results": [vars(row) for row in results]}


def _correct(session: Session, post_id: int, body: CorrectionIn, caller: Caller) -> None:
    post = session.get(Post, post_id)
    if post is None:
        raise access.NotFound("没有这条信息")
    correct_verdict(session, post, task=body.task, right=body.right, by=caller.user, now=caller.now)


def _enter(session: Session, body: EntryIn, caller: Caller) -> dict[str, Any]:
    return as_out(enter(session, body.given(), by=caller.user, now=caller.now))


def _open(session: Session, body: OpenIn, caller: Caller) -> dict[str, Any]:
    case = body.open(session, caller)
    session.flush()
    return queries.case_detail(session, caller.user, case.id)


def _act(deed: Deed, verb: AnyVerb) -> dict[str, Any]:
    verb.do(deed)
    deed.session.flush()
    return queries.case_detail(deed.session, deed.caller.user, deed.case.id)


def _evidence(caller: Caller, case_id: CaseId, verb: Publish) -> Evidence | None:
    """The page at the address, fetched outside of any transaction and only for who may publish."""
    with caller.site.database.read() as session:
        case = access.find_case(session, caller.user, case_id)
        draft = session.get(Draft, verb.draft)
    if not access.may_on(caller.user, "publish", case):
        raise NotAllowed("发布由新闻办或牵头单位登记，您的账号没有这项权限")
    if verb.url is None or draft is None or draft.case_id != case.id:
        return None
    return look(verb.url, draft.body, now=caller.now, allow=caller.site.settings.intranet)
