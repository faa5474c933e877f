"""The deeds themselves: each calls the verb that the page of the same name calls."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.cli.demo import cast
from huiying.cli.demo.answers import wording
from huiying.cli.demo.courses import Course
from huiying.cli.demo.ground import LOOPBACK
from huiying.cli.demo.town import Town
from huiying.core.models import Case, Draft, Proposal, Publication, SupervisionOrder, Unit, User
from responder import casefile, evidence
from responder.clocks.policy import Policy
from responder.verbs import (
    account,
)
from responder.verbs import (
    acknowledge as acknowledging,
)
from responder.verbs import (
    answer_order as answering,
)
from responder.verbs import (
    assign as assigning,
)
from responder.verbs import (
    clear as clearing,
)
from responder.verbs import (
    close as closing,
)
from responder.verbs import (
    confirm as confirming,
)
from responder.verbs import (
    correct as correcting,
)
from responder.verbs import (
    draft as drafting,
)
from responder.verbs import (
    find_harm as harm,
)
from responder.verbs import (
    object_to as objecting,
)
from responder.verbs import (
    publish as publishing,
)

ONLINE = timedelta(minutes=3)
PRESENT = {key: {"present": True} for key in drafting.ELEMENTS}


@dataclass
class Desk:
    """Where a deed is done: the case, who is there, and the moment."""

    session: Session
    case: Case
    course: Course
    people: dict[str, User]
    policy: Policy
    town: Town
    now: datetime

    @property
    def officer(self) -> User:
        """On duty in the press office."""
        return self.people[cast.OFFICER.name]

    @property
    def clearer(self) -> User:
        """The press office's other person: nobody clears or proves what is their own."""
        return self.people[cast.CLEARER.name]

    @property
    def handler(self) -> User:
        """The handler of the unit that has the case."""
        return self.handler_of(self.case.lead_unit_id)

    def handler_of(self, unit_id: int | None) -> User:
        """The handler of a unit."""
        return next(it for it in self.people.values() if it.role == "unit" and it.unit_id == unit_id)

    def unit(self, name: str) -> Unit:
        """A unit by its name."""
        return self.session.scalars(select(Unit).where(Unit.name == name)).one()


def confirm(desk: Desk) -> None:
    """The officer confirms the machine's tier, or one less grave while little is known."""
    tier, reason = capped(desk.course, desk.case.tier, desk.now)
    confirming.confirm(
        desk.session, desk.case, tier=tier, reason=reason, by=desk.officer, policy=desk.policy, now=desk.now
    )


def raise_tier(desk: Desk, tier: int, reason: str) -> None:
    """The officer follows a graver verdict of the machine."""
    confirming.confirm(
        desk.session, desk.case, tier=tier, reason=reason, by=desk.officer, policy=desk.policy, now=desk.now
    )


def capped(course: Course, tier: int | None, now: datetime) -> tuple[int | None, str | None]:
    """The tier that is confirmed at `now`, with the reason where it is not the machine's."""
    for cap in course.caps:
        if tier is not None and now < cap.before and tier < cap.tier:
            return cap.tier, cap.reason
    return tier, None


def assign(desk: Desk) -> None:
    """The officer gives the case to a unit: the one of its course, else the one that the machine proposes."""
    proposed = desk.session.get(Unit, desk.case.proposed_unit_id) if desk.case.proposed_unit_id else None
    lead = desk.unit(desk.course.lead) if desk.course.lead else proposed or _office(desk)
    assigning.assign(
        desk.session,
        desk.case,
        lead=lead,
        supporting=[desk.unit(name) for name in desk.course.supporting],
        by=desk.officer,
        policy=desk.policy,
        now=desk.now,
    )


def object_to(desk: Desk) -> None:
    """The unit objects to its assignment."""
    said = desk.course.objects
    assert said
    objecting.object_to(
        desk.session,
        desk.case,
        reason=said.reason,
        suggests=desk.unit(said.suggests),
        by=desk.handler,
        policy=desk.policy,
        now=desk.now,
    )


def uphold(desk: Desk) -> None:
    """The office upholds the objection."""
    said, objection = desk.course.objects, casefile.open_objection(desk.session, desk.case)
    assert said and objection
    objecting.uphold(
        desk.session,
        objection,
        lead=desk.unit(said.suggests),
        note=said.said,
        by=desk.officer,
        policy=desk.policy,
        now=desk.now,
    )


def acknowledge(desk: Desk) -> None:
    """The unit takes the case."""
    acknowledging.acknowledge(desk.session, desk.case, by=desk.handler, policy=desk.policy, now=desk.now)


def write(desk: Desk, kind: str) -> None:
    """The unit drafts an answer."""
    unit = desk.session.get_one(Unit, desk.case.lead_unit_id)
    text = wording(desk.case, kind, unit.name, desk.course, desk.now)
    drafting.draft(
        desk.session,
        desk.case,
        kind=kind,
        title=text.title,
        body=text.body,
        elements=PRESENT,
        by=desk.handler,
        now=desk.now,
    )


def hand_in(desk: Desk, draft_id: int) -> None:
    """The unit hands the draft in."""
    written = desk.session.get_one(Draft, draft_id)
    drafting.submit(desk.session, written, by=desk.handler, policy=desk.policy, now=desk.now)


def clear(desk: Desk, draft_id: int) -> None:
    """The office's other person goes through the checklist and clears the draft."""
    written = desk.session.get_one(Draft, draft_id)
    for item in clearing.CHECKLIST:
        clearing.tick(desk.session, written, item, by=desk.clearer, now=desk.now)
    clearing.clear(desk.session, written, cleared=True, by=desk.clearer, policy=desk.policy, now=desk.now)


def publish(desk: Desk, draft_id: int) -> None:
    """The unit publishes: a message is answered directly, an explanation given to the press, all else
    stands on the park's website, where it is looked at."""
    written = desk.session.get_one(Draft, draft_id)
    if written.kind in ("reply", "explanation"):
        outlet = "direct_reply" if written.kind == "reply" else "press_conference"
        _record(desk, written, outlet, desk.now - ONLINE, None)
        return
    at = max(desk.now - ONLINE, _cleared_at(desk, written))
    url = desk.town.publish(_path(desk, written), written.title, written.body, at, desk.handler.display_name)
    seen = evidence.look(url, written.body, now=desk.now, allow=LOOPBACK)
    _record(desk, written, "website", at, seen)


def prove(desk: Desk, publication_id: int) -> None:
    """The office's other person looks at evidence that no machine can fetch."""
    record = desk.session.get_one(Publication, publication_id)
    note = (
        "已电话回访来信来电人，确认收到答复。"
        if record.kind == "reply"
        else "已核对发布会录像和到场媒体签到表。"
    )
    publishing.confirm_evidence(
        desk.session, record, by=desk.clearer, note=note, policy=desk.policy, now=desk.now
    )


def correct(desk: Desk, publication_id: int) -> None:
    """The unit drafts the correction of what it published."""
    fix = desk.course.correction
    assert fix
    written = correcting.correct(
        desk.session,
        desk.session.get_one(Publication, publication_id),
        title=fix.wording.title,
        body=fix.wording.body,
        error=fix.error,
        noticed_by=fix.noticed_by,
        by=desk.handler,
        now=desk.now,
    )
    drafting.submit(desk.session, written, by=desk.handler, policy=desk.policy, now=desk.now)


def answer_order(desk: Desk, order_id: int) -> None:
    """Whoever is supervised answers the order in writing."""
    order = desk.session.get_one(SupervisionOrder, order_id)
    words = desk.course.order_reply
    assert words
    by = desk.handler_of(order.unit_id) if order.unit_id else desk.officer
    answering.answer_order(desk.session, order, text=words.text, by=by, now=desk.now)


def find_harm(desk: Desk, proposal_id: int) -> None:
    """The officer finds serious harm beside the fault that the machine recorded."""
    words = desk.course.harm
    assert words
    interview = desk.session.get_one(Proposal, proposal_id)
    harm.find_harm(desk.session, interview, text=words.text, by=desk.officer, now=desk.now)


def state_side(desk: Desk, proposal_id: int) -> None:
    """The unit states its side; the leader's decision is left to the visitor."""
    words = desk.course.side
    assert words
    proposal = desk.session.get_one(Proposal, proposal_id)
    by = desk.handler_of(proposal.unit_id)
    account.state_side(desk.session, proposal, text=words.text, by=by, now=desk.now)


def close(desk: Desk) -> None:
    """The officer closes the case."""
    closing.close(
        desk.session,
        desk.case,
        note="已答复并核对发布，群众没有新的反映，予以办结。",
        by=desk.officer,
        policy=desk.policy,
        now=desk.now,
    )


def _record(desk: Desk, written: Draft, outlet: str, at: datetime, seen: evidence.Evidence | None) -> None:
    publishing.publish(
        desk.session,
        written,
        outlet=outlet,
        url=seen.url if seen else None,
        published_at=max(at, _cleared_at(desk, written)),
        evidence=seen,
        by=desk.handler,
        policy=desk.policy,
        now=desk.now,
    )


def _cleared_at(desk: Desk, written: Draft) -> datetime:
    decision = casefile.clearance(desk.session, written)
    return decision.at if decision else desk.now


def _path(desk: Desk, written: Draft) -> str:
    """A correction takes the place of what it corrects; every other text has a page of its own."""
    for note in correcting.corrections(desk.session, desk.case):
        if note.detail["draft"] == written.id:
            wrong = desk.session.get_one(Publication, note.detail["corrects"])
            return (wrong.url or "").rsplit("/", 1)[-1]
    return f"{desk.case.number}-{written.id}.html"


def _office(desk: Desk) -> Unit:
    return desk.session.scalars(select(Unit).where(Unit.is_office)).one()
