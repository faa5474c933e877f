"""Verbs of instructions, disclosure requests and recurring duties."""

from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import select

from dashboard.api.verbs.deed import Deed, Id, Moment, Said, Verb
from huiying.core.errors import BadInput
from huiying.core.models import Instruction, User
from responder.verbs.disclose import complete, determine, examine, search
from responder.verbs.fulfil import fulfil
from responder.verbs.instruct import instruct, report_back

Term = Annotated[str, Field(min_length=1, max_length=20, description="如“3个工作日”“12小时”")]


class Instruct(Verb):
    verb: Literal["instruct"]
    text: Said
    unit: str
    leader: str | None = Field(None, description="代为登记时，作出批示的领导账号")
    term: Term | None = None

    def do(self, deed: Deed) -> None:
        (unit,) = deed.units([self.unit])
        leader = deed.session.scalars(select(User).where(User.name == self.leader)).first()
        if self.leader and leader is None:
            raise BadInput(f"没有名为“{self.leader}”的账号")
        instruct(
            deed.session, deed.case, text=self.text, unit=unit, leader=leader, term=self.term, **deed.planned
        )


class ReportBack(Verb):
    verb: Literal["report_back"]
    instruction: Id
    report: Said

    def do(self, deed: Deed) -> None:
        given = deed.own(Instruction, self.instruction, "没有这件批示")
        report_back(deed.session, given, report=self.report, **deed.planned)


class Examine(Verb):
    verb: Literal["examine"]
    missing: str | None = Field(None, max_length=5000, description="须补正的内容；申请完整的不填")

    def do(self, deed: Deed) -> None:
        examine(deed.session, deed.case, missing=self.missing, **deed.planned)


class Complete(Verb):
    verb: Literal["complete"]
    received_at: Moment

    def do(self, deed: Deed) -> None:
        complete(deed.session, deed.case, received_at=self.received_at, **deed.planned)


class SearchRecord(Verb):
    verb: Literal["search"]
    places: Said
    terms: Said
    found: Said

    def do(self, deed: Deed) -> None:
        search(deed.session, deed.case, places=self.places, terms=self.terms, found=self.found, **deed.by)


class Determine(Verb):
    verb: Literal["determine"]
    outcome: Literal["granted", "partly", "refused", "not_held", "elsewhere", "not_handled"]
    grounds: str = Field("", max_length=5000)

    def do(self, deed: Deed) -> None:
        determine(deed.session, deed.case, outcome=self.outcome, grounds=self.grounds, **deed.by)


class Fulfil(Verb):
    verb: Literal["fulfil"]
    text: Said
    evidence: Said
    done_at: Moment

    def do(self, deed: Deed) -> None:
        said = self.model_dump(exclude={"verb"})
        fulfil(deed.session, deed.case, **said, **deed.planned)
