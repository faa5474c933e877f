"""What a call may do with a case: one model a verb, each the responder's verb with its arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.access import NotFound
from dashboard.api.callers import Caller
from dashboard.untrusted import LARGEST_ID, all_storable
from huiying.core import clock
from huiying.core.errors import BadInput, Refused
from huiying.core.models import Case, Draft, Publication, Unit
from responder.evidence import Evidence
from responder.verbs.acknowledge import acknowledge
from responder.verbs.answer_order import answer_order
from responder.verbs.assign import assign
from responder.verbs.clear import clear, tick
from responder.verbs.close import close, dismiss, evaluate
from responder.verbs.confirm import confirm
from responder.verbs.correct import correct
from responder.verbs.draft import draft, submit
from responder.verbs.object_to import object_to, open_objection, reject, uphold
from responder.verbs.publish import confirm_evidence, publish
from responder.verbs.start_held import start_held

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Said = Annotated[str, Field(min_length=1, max_length=5000)]
Moment = Annotated[
    datetime, BeforeValidator(lambda value: clock.parse(value) if isinstance(value, str) else value)
]


@dataclass(frozen=True)
class Deed:
    """A verb in its place: the transaction, the case, who asks; evidence was fetched beforehand."""

    session: Session
    case: Case
    caller: Caller
    evidence: Evidence | None = None

    @property
    def by(self) -> dict[str, Any]:
        """Who and when, as every verb wants it."""
        return {"by": self.caller.user, "now": self.caller.now}

    @property
    def planned(self) -> dict[str, Any]:
        """The same for verbs that plan clocks."""
        return {**self.by, "policy": self.caller.site.policy}

    def draft(self, draft_id: int) -> Draft:
        """A draft of this case. Raises NotFound."""
        found = self.session.get(Draft, draft_id)
        if found is None or found.case_id != self.case.id:
            raise NotFound("没有这份稿件")
        return found

    def publication(self, publication_id: int) -> Publication:
        """A publication of this case. Raises NotFound."""
        found = self.session.get(Publication, publication_id)
        if found is None or found.case_id != self.case.id:
            raise NotFound("没有这次发布")
        return found


class Verb(BaseModel):
    """One verb with its arguments."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: Any) -> Any:
        return all_storable(given)

    def do(self, deed: Deed) -> None:
        """Do it, or raise Refused or NotAllowed."""
        raise NotImplementedError


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
        (lead,) = _units(deed.session, [self.lead])
        helping = _units(deed.session, self.supporting)
        assign(deed.session, deed.case, lead=lead, supporting=helping, note=self.note, **deed.planned)


class Acknowledge(Verb):
    verb: Literal["acknowledge"]

    def do(self, deed: Deed) -> None:
        acknowledge(deed.session, deed.case, **deed.planned)


class ObjectTo(Verb):
    verb: Literal["object"]
    reason: Said
    suggests: str | None = None

    def do(self, deed: Deed) -> None:
        suggested = _units(deed.session, [self.suggests] if self.suggests else [])
        suggests = suggested[0] if suggested else None
        object_to(deed.session, deed.case, reason=self.reason, suggests=suggests, **deed.by)


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
            reject(deed.session, objection, note=self.note, **deed.by)
        elif self.lead:
            (lead,) = _units(deed.session, [self.lead])
            uphold(deed.session, objection, lead=lead, note=self.note, **deed.planned)
        else:
            raise BadInput("异议成立的，须写明改派给哪个单位（lead）")


class StartHeld(Verb):
    verb: Literal["start_held"]

    def do(self, deed: Deed) -> None:
        start_held(deed.session, deed.case, **deed.planned)


class Element(BaseModel):
    """Whether one of the three elements stands in the text; if not, why it does not apply."""

    model_config = ConfigDict(extra="forbid")

    present: bool
    note: str = Field("", max_length=500)


class WriteDraft(Verb):
    verb: Literal["draft"]
    kind: Literal["first_word", "explanation", "response", "progress", "reply"]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    body: Annotated[str, Field(min_length=1, max_length=50_000)]
    elements: dict[Literal["fact", "policy", "result"], Element] = {}

    def do(self, deed: Deed) -> None:
        elements: dict[str, Any] = {name: element.model_dump() for name, element in self.elements.items()}
        title, body = self.title, self.body
        draft(deed.session, deed.case, kind=self.kind, title=title, body=body, elements=elements, **deed.by)


class Submit(Verb):
    verb: Literal["submit"]
    draft: Id

    def do(self, deed: Deed) -> None:
        submit(deed.session, deed.draft(self.draft), **deed.planned)


class Tick(Verb):
    verb: Literal["tick"]
    draft: Id
    item: str = Field(max_length=40)

    def do(self, deed: Deed) -> None:
        tick(deed.session, deed.draft(self.draft), self.item, **deed.by)


class Clear(Verb):
    verb: Literal["clear"]
    draft: Id
    cleared: bool
    note: str | None = Field(None, max_length=1000)

    def do(self, deed: Deed) -> None:
        found = deed.draft(self.draft)
        clear(deed.session, found, cleared=self.cleared, note=self.note, **deed.planned)


class Publish(Verb):
    verb: Literal["publish"]
    draft: Id
    outlet: Literal["website", "press_conference", "media", "official_account", "direct_reply"]
    published_at: Moment
    url: str | None = Field(None, max_length=2000, pattern="^https?://")

    def do(self, deed: Deed) -> None:
        publish(
            deed.session,
            deed.draft(self.draft),
            outlet=self.outlet,
            url=self.url,
            published_at=self.published_at,
            evidence=deed.evidence,
            **deed.planned,
        )


class ConfirmEvidence(Verb):
    verb: Literal["confirm_evidence"]
    publication: Id
    note: Said

    def do(self, deed: Deed) -> None:
        found = deed.publication(self.publication)
        confirm_evidence(deed.session, found, note=self.note, **deed.planned)


class Correct(Verb):
    verb: Literal["correct"]
    publication: Id
    title: Annotated[str, Field(min_length=1, max_length=200)]
    body: Annotated[str, Field(min_length=1, max_length=50_000)]
    error: Annotated[str, Field(min_length=1, max_length=1000)]
    noticed_by: Literal["self", "others"]

    def do(self, deed: Deed) -> None:
        said = self.model_dump(exclude={"verb", "publication"})
        correct(deed.session, deed.publication(self.publication), **said, **deed.by)


class AnswerOrder(Verb):
    verb: Literal["answer_order"]
    order: Id
    text: Said

    def do(self, deed: Deed) -> None:
        order = access.find_order(deed.session, deed.caller.user, self.order)
        if order.case_id != deed.case.id:
            raise NotFound("这份督办单不属于本事项")
        answer_order(deed.session, order, text=self.text, **deed.by)


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


AnyVerb = Annotated[
    Confirm
    | Assign
    | Acknowledge
    | ObjectTo
    | DecideObjection
    | StartHeld
    | WriteDraft
    | Submit
    | Tick
    | Clear
    | Publish
    | ConfirmEvidence
    | Correct
    | AnswerOrder
    | Close
    | Dismiss
    | Evaluate,
    Field(discriminator="verb"),
]


def _units(session: Session, names: Sequence[str]) -> list[Unit]:
    found = {unit.name: unit for unit in session.scalars(select(Unit).where(Unit.name.in_(names)))}
    unknown = [name for name in names if name not in found]
    if unknown:
        raise BadInput(f"没有名为“{'、'.join(unknown)}”的责任单位")
    return [found[name] for name in names]
