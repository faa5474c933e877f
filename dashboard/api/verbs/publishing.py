"""Verbs from a draft to what stands published."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from dashboard.api.verbs.deed import Deed, Id, Moment, Said, Verb
from responder.verbs.clear import clear, tick
from responder.verbs.correct import correct
from responder.verbs.draft import draft, rumour, submit
from responder.verbs.publish import confirm_evidence, publish
from responder.verbs.withdraw import withdraw

ElementName = Literal[
    "fact", "policy", "result", "background", "goals", "content", "scope", "standards", "changes"
]


class Element(BaseModel):
    """Whether one of the three elements stands in the text; if not, why it does not apply."""

    model_config = ConfigDict(extra="forbid")

    present: bool
    note: str = Field("", max_length=500)


class WriteDraft(Verb):
    verb: Literal["draft"]
    kind: Literal[
        "first_word", "explanation", "response", "progress", "reply", "interpretation", "disclosure"
    ]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    body: Annotated[str, Field(min_length=1, max_length=50_000)]
    elements: dict[ElementName, Element] = Field({})
    rebuts: Id | None = Field(None, description="所针对的传言：本事项或所属事件中一条信息的编号")

    def do(self, deed: Deed) -> None:
        elements: dict[str, Any] = {name: element.model_dump() for name, element in self.elements.items()}
        said: dict[str, Any] = {"kind": self.kind, "title": self.title, "body": self.body}
        rebuts = rumour(deed.session, self.rebuts)
        draft(deed.session, deed.case, **said, elements=elements, rebuts=rebuts, **deed.by)


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


class Withdraw(Verb):
    verb: Literal["withdraw"]
    publication: Id
    reason: Said
    noticed_by: Literal["self", "others"]
    ground: Literal["wrong", "improper"] = Field("wrong", description="内容有误，或本不应公开")

    def do(self, deed: Deed) -> None:
        said = self.model_dump(exclude={"verb", "publication"})
        withdraw(deed.session, deed.publication(self.publication), **said, **deed.planned)
