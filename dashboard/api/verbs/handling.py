"""Verbs from a case's confirmation to its evaluation."""

from typing import Literal

from pydantic import Field

from dashboard import access
from dashboard.access import NotFound
from dashboard.api.verbs.deed import Deed, Id, Said, Verb
from dashboard.queries.calling import delegation
from huiying.core.errors import BadInput, Refused
from responder.casefile import open_objection
from responder.verbs.acknowledge import acknowledge
from responder.verbs.answer_order import answer_order
from responder.verbs.assign import assign
from responder.verbs.close import close, dismiss, evaluate
from responder.verbs.confirm import confirm
from responder.verbs.object_to import object_to, reject, uphold
from responder.verbs.start_held import start_held


class Confirm(Verb):
    verb: Literal["confirm"]
    tier: Literal[1, 2, 3, 4] | None
    reason: str | None = Field(None, max_length=1000)

    def do(self, deed: Deed) -> None:
        confirm(deed.session, deed.case, tier=self.tier, reason=self.reason, **deed.planned)


class Assign(Verb):
    verb: Literal["assign"]
    lead: str
    supporting: list[str] = Field([], max_length=50)
    note: str | None = Field(None, max_length=1000)

    def do(self, deed: Deed) -> None:
        (lead,) = deed.units([self.lead])
        helping = deed.units(self.supporting)
        assign(deed.session, deed.case, lead=lead, supporting=helping, note=self.note, **deed.planned)


class Acknowledge(Verb):
    verb: Literal["acknowledge"]
    absence: Id | None = Field(None, description="代签时，所依据的委托编号")

    def do(self, deed: Deed) -> None:
        name = delegation(deed.session, self.absence)
        acknowledge(deed.session, deed.case, **deed.planned, in_the_name_of=name)


class ObjectTo(Verb):
    verb: Literal["object"]
    reason: Said
    suggests: str | None = None

    def do(self, deed: Deed) -> None:
        suggested = deed.units([self.suggests] if self.suggests else [])
        suggests = suggested[0] if suggested else None
        object_to(deed.session, deed.case, reason=self.reason, suggests=suggests, **deed.planned)


class DecideObjection(Verb):
    verb: Literal["decide_objection"]
    upheld: bool
    note: Said
    lead: str | None = Field(None, description="异议成立时改派给哪个单位")

    def do(self, deed: Deed) -> None:
        objection = open_objection(deed.session, deed.case)
        if objection is None:
            raise Refused("这个事项没有待处理的异议")
        if not self.upheld:
            reject(deed.session, objection, note=self.note, **deed.planned)
        elif self.lead:
            (lead,) = deed.units([self.lead])
            uphold(deed.session, objection, lead=lead, note=self.note, **deed.planned)
        else:
            raise BadInput("异议成立的，须写明改派给哪个单位（lead）")


class StartHeld(Verb):
    verb: Literal["start_held"]

    def do(self, deed: Deed) -> None:
        start_held(deed.session, deed.case, **deed.planned)


class AnswerOrder(Verb):
    verb: Literal["answer_order"]
    order: Id
    text: Said
    absence: Id | None = Field(None, description="代签时，所依据的委托编号")

    def do(self, deed: Deed) -> None:
        order = access.find_order(deed.session, deed.caller.user, self.order)
        if order.case_id != deed.case.id:
            raise NotFound("这份督办单不属于本事项")
        name = delegation(deed.session, self.absence)
        answer_order(deed.session, order, text=self.text, **deed.by, in_the_name_of=name)


class Close(Verb):
    verb: Literal["close"]
    note: Said

    def do(self, deed: Deed) -> None:
        close(deed.session, deed.case, note=self.note, **deed.planned)


class Dismiss(Verb):
    verb: Literal["dismiss"]
    note: Said

    def do(self, deed: Deed) -> None:
        dismiss(deed.session, deed.case, note=self.note, **deed.planned)


class Evaluate(Verb):
    verb: Literal["evaluate"]
    text: Said
    satisfaction: int | None = Field(None, ge=1, le=5)

    def do(self, deed: Deed) -> None:
        rules = deed.caller.site.evaluation
        evaluate(
            deed.session, deed.case, text=self.text, satisfaction=self.satisfaction, rules=rules, **deed.by
        )
