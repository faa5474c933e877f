"""Who may see and do what: the one place where pages and the API ask.

A unit's people see only cases that their unit is party to; what they may not see does not exist for them
(404). What they see but may not do is refused (403). The verbs check again who acts: this table decides
what is offered and what is let through to them.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session

from dashboard.jsonlist import holds
from huiying.core import audit
from huiying.core.actors import Actor
from huiying.core.errors import HuiyingError, NotAllowed
from huiying.core.models import (
    Assignment,
    Case,
    Commendation,
    Fault,
    Instruction,
    Proposal,
    SupervisionOrder,
)
from huiying.core.models.user import ROLES
from responder.accountability.lines import is_own_matter
from responder.procedure.rules import shipped
from responder.procedure.words import Who

EVERYBODY = frozenset(ROLES)
OVERVIEW = EVERYBODY - {"unit"}

_ROLES: dict[Who, str] = {
    "office": "office",
    "clearer": "office",
    "lead_unit": "unit",
    "any_unit": "unit",
    "leader": "leader",
}


def _by_procedure() -> dict[str, frozenset[str]]:
    """The steps of cases, with the roles that take them in some kind of case."""
    found: dict[str, frozenset[str]] = {}
    for step in shipped().steps:
        found[step.verb] = found.get(step.verb, frozenset()) | {_ROLES[who] for who in step.who}
    return found


# action -> the roles that may ask for it. Actions on a case are further bound by the case's unit.
ALLOWED: dict[str, frozenset[str]] = {
    **_by_procedure(),
    "read": EVERYBODY,
    "read_overview": OVERVIEW,
    "read_tasks": frozenset({"unit"}),
    "correct_verdict": frozenset({"office"}),
    "open_case": frozenset({"office"}),
    "place_post": frozenset({"office"}),
    "find_harm": frozenset({"office"}),
    "waive_side": frozenset({"office"}),
    "record_fault": frozenset({"office", "leader"}),
    "commend": frozenset({"office"}),
    "decide_commendation": frozenset({"leader"}),
    "correct_commendation": frozenset({"leader"}),
    "tell_public": frozenset({"office"}),
    "state_side": frozenset({"unit"}),
    "answer_order": frozenset({"unit", "office"}),
    "decide": frozenset({"leader"}),
    "correct_decision": frozenset({"leader"}),
    "annotate": frozenset({"leader", "office"}),
    "sign_off": frozenset({"leader"}),
    "enter": frozenset({"office"}),
    "ingest": frozenset({"administrator", "office"}),
    "read_sources": frozenset({"administrator", "office", "auditor"}),
    "tend_sources": frozenset({"administrator"}),
    "read_letters": frozenset({"administrator", "office", "auditor"}),
    "resend": frozenset({"administrator", "office"}),
    "tend_webhooks": frozenset({"administrator"}),
    "revoke_link": frozenset({"administrator", "office"}),
    "keep_roster": frozenset({"administrator", "office"}),
    "enter_absence": EVERYBODY - {"auditor"},
    "read_handover": OVERVIEW,
    "change_duty": frozenset({"office"}),
    "log_call": frozenset({"office"}),
    "read_admin": frozenset({"administrator", "auditor"}),
    "read_policy": OVERVIEW,
    "read_audit": frozenset({"administrator", "auditor"}),
    "tend_robots": frozenset({"administrator"}),
    "tend_people": frozenset({"administrator"}),
    "tend_units": frozenset({"administrator"}),
    "tend_park": frozenset({"administrator"}),
}
# Of these, what somebody may ask for who was let into one case by a one-time link.
BY_LINK = frozenset(
    {
        "read",
        "acknowledge",
        "object",
        "draft",
        "submit",
        "add_progress",
        "answer_order",
        "report_back",
        "publish",
    }
)


class NotFound(HuiyingError):
    """There is no such thing, or none that this person may know of (HTTP 404)."""


def may(user: Actor, action: str) -> bool:
    """Whether the user's role, and the way they came, let them ask for the action at all."""
    return user.role in ALLOWED[action] and (user.only_case is None or action in BY_LINK)


def require(user: Actor, action: str) -> None:
    """Raise NotAllowed where the role may not ask for the action."""
    if not may(user, action):
        raise NotAllowed("您的账号没有这项权限，如确有需要，请联系管理员")


def may_on(user: Actor, action: str, case: Case) -> bool:
    """Whether to offer the action on this case: a unit acts where it leads."""
    return may(user, action) and (user.role != "unit" or case.lead_unit_id == user.unit_id)


def sees_all(user: Actor) -> bool:
    """Whether the person reads beyond one unit."""
    return user.role != "unit"


def visible_cases(user: Actor) -> ColumnElement[bool]:
    """The condition on `Case` under which the user may know of it."""
    if sees_all(user):
        return true()
    if user.unit_id is None:
        return false()
    unit = user.unit_id
    own = or_(
        Case.lead_unit_id == unit,
        and_(Case.proposed_unit_id == unit, ~Case.ask_unit),
        exists().where(
            Assignment.case_id == Case.id,
            Assignment.superseded_at.is_(None),
            holds(Assignment.supporting_unit_ids, unit),
        ),
        exists().where(SupervisionOrder.case_id == Case.id, SupervisionOrder.unit_id == unit),
        exists().where(Proposal.case_id == Case.id, Proposal.unit_id == unit),
        exists().where(Instruction.case_id == Case.id, Instruction.unit_id == unit),
    )
    return own if user.only_case is None else own & (Case.id == user.only_case)


def visible_orders(user: Actor) -> ColumnElement[bool]:
    """The condition on `SupervisionOrder`: a unit knows its own."""
    own = SupervisionOrder.unit_id == user.unit_id
    if user.only_case is not None:
        own &= SupervisionOrder.case_id == user.only_case
    return true() if sees_all(user) else _of_unit(own, user)


def visible_faults(user: Actor) -> ColumnElement[bool]:
    """The condition on `Fault`: a unit knows its own, but not by a link."""
    return _own_by_account(Fault.unit_id == user.unit_id, user)


def visible_commendations(user: Actor) -> ColumnElement[bool]:
    """The condition on `Commendation`: a unit knows its own, but not by a link."""
    return _own_by_account(Commendation.unit_id == user.unit_id, user)


def visible_proposals(user: Actor) -> ColumnElement[bool]:
    """The condition on `Proposal`: a unit knows its own, but not by a link."""
    return _own_by_account(Proposal.unit_id == user.unit_id, user)


def find_case(session: Session, user: Actor, case_id: int) -> Case:
    """The case, or NotFound where there is none that the user may know of."""
    case = session.get(Case, case_id)
    if case is None or not knows(session, user, case):
        raise NotFound("没有这个事项，或者不在您的单位办理范围内")
    return case


def find_order(session: Session, user: Actor, order_id: int) -> SupervisionOrder:
    """The supervision order, or NotFound."""
    order = session.get(SupervisionOrder, order_id)
    if order is None or not (sees_all(user) or _is_own_order(user, order)):
        raise NotFound("没有这份督办单，或者不是发给您的单位")
    return order


def find_proposal(session: Session, user: Actor, proposal_id: int) -> Proposal:
    """The proposal, or NotFound."""
    proposal = session.get(Proposal, proposal_id)
    if proposal is None or not (sees_all(user) or _is_own_by_account(user, proposal.unit_id)):
        raise NotFound("没有这份建议，或者与您的单位无关")
    return proposal


def find_fault(session: Session, user: Actor, fault_id: int) -> Fault:
    """The fault, or NotFound."""
    fault = session.get(Fault, fault_id)
    if fault is None or not (sees_all(user) or _is_own_by_account(user, fault.unit_id)):
        raise NotFound("没有这条过错记录，或者与您的单位无关")
    return fault


def find_commendation(session: Session, user: Actor, commendation_id: int) -> Commendation:
    """The commendation, or NotFound."""
    found = session.get(Commendation, commendation_id)
    if found is None or not (sees_all(user) or _is_own_by_account(user, found.unit_id)):
        raise NotFound("没有这份表彰建议，或者与您的单位无关")
    return found


def may_answer(user: Actor, order: SupervisionOrder) -> bool:
    """Whether the written reply is this person's to give: their unit's, or the office's own."""
    of_office = user.role == "office" and order.unit_id is None
    return may(user, "answer_order") and (of_office or _is_own_order(user, order))


def is_own_line(session: Session, user: Actor, unit_id: int | None) -> bool:
    """A leader never decides in a matter of their own line: their units and those below."""
    return user.only_case is None and is_own_matter(session, user, unit_id)


def record_refusal(session: Session, user: Actor, action: str, where: str, *, now: datetime) -> None:
    """Audit an action or an object that was refused; `where` is the address that was asked for."""
    audit.record(session, "refused", "request", where[:80], by=user.name, now=now, asked=action)


def knows(session: Session, user: Actor, case: Case) -> bool:
    """Whether the user may know of the case."""
    if sees_all(user):
        return True
    condition = (Case.id == case.id) & visible_cases(user)
    return session.scalar(select(Case.id).where(condition)) is not None


def _is_own_order(user: Actor, order: SupervisionOrder) -> bool:
    return _is_own(user, order.unit_id) and user.only_case in (None, order.case_id)


def _is_own(user: Actor, unit_id: int | None) -> bool:
    return user.unit_id is not None and user.unit_id == unit_id


def _is_own_by_account(user: Actor, unit_id: int | None) -> bool:
    """Of the person's unit, for who came with an account: a link opens a case and nothing beside it."""
    return user.only_case is None and _is_own(user, unit_id)


def _own_by_account(own: ColumnElement[bool], user: Actor) -> ColumnElement[bool]:
    return true() if sees_all(user) else _of_unit(own if user.only_case is None else false(), user)


def _of_unit(condition: ColumnElement[bool], user: Actor) -> ColumnElement[bool]:
    return condition if user.unit_id is not None else false()
