"""Verbs that change a case's course: who has it, how long, whether it is one case or two."""

from typing import Annotated, Literal

from pydantic import Field

from dashboard import access
from dashboard.api.verbs.deed import Deed, Id, Said, Verb
from huiying.core.models import Clock, Referral
from responder.verbs.add_progress import add_progress
from responder.verbs.extend import extend
from responder.verbs.join import join, split
from responder.verbs.mute import mute
from responder.verbs.pause import pause, resume
from responder.verbs.refer import hand_over, refer_out, report_up
from responder.verbs.reopen import reopen
from responder.verbs.transfer import transfer

Term = Annotated[str, Field(min_length=1, max_length=20, description="如“10个工作日”“12小时”")]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class Transfer(Verb):
    verb: Literal["transfer"]
    lead: str
    supporting: list[str] = Field([], max_length=50)
    reason: Said

    def do(self, deed: Deed) -> None:
        (lead,), helping = deed.units([self.lead]), deed.units(self.supporting)
        transfer(deed.session, deed.case, lead=lead, supporting=helping, reason=self.reason, **deed.planned)


class Refer(Verb):
    verb: Literal["report_up", "refer_out"]
    receiver: Name
    reason: Said

    def do(self, deed: Deed) -> None:
        go = report_up if self.verb == "report_up" else refer_out
        go(deed.session, deed.case, receiver=self.receiver, reason=self.reason, **deed.planned)


class HandOver(Verb):
    verb: Literal["hand_over"]
    referral: Id
    received_as: Name
    evidence: Said

    def do(self, deed: Deed) -> None:
        record = deed.own(Referral, self.referral, "没有这次上报或转办")
        hand_over(deed.session, record, received_as=self.received_as, evidence=self.evidence, **deed.planned)


class Join(Verb):
    verb: Literal["join"]
    into: Id
    reason: Said

    def do(self, deed: Deed) -> None:
        into = access.find_case(deed.session, deed.caller.user, self.into)
        join(deed.session, deed.case, into=into, reason=self.reason, **deed.planned)


class Split(Verb):
    verb: Literal["split"]
    title: Name
    posts: list[Id] = Field([], max_length=1000)
    reason: Said

    def do(self, deed: Deed) -> None:
        split(
            deed.session, deed.case, title=self.title, post_ids=self.posts, reason=self.reason, **deed.planned
        )


class AddProgress(Verb):
    verb: Literal["add_progress"]
    text: Said

    def do(self, deed: Deed) -> None:
        add_progress(deed.session, deed.case, text=self.text, **deed.by)


class Extend(Verb):
    verb: Literal["extend"]
    clock: Id
    term: Term
    reason: Said

    def do(self, deed: Deed) -> None:
        clock = deed.own(Clock, self.clock, "没有这个时限")
        extend(deed.session, clock, term=self.term, reason=self.reason, **deed.by)


class PauseCase(Verb):
    verb: Literal["pause"]
    ground: Literal["third_party", "applicant", "force_majeure"]
    reason: Said

    def do(self, deed: Deed) -> None:
        pause(deed.session, deed.case, ground=self.ground, reason=self.reason, **deed.by)


class Resume(Verb):
    verb: Literal["resume"]
    why: Said

    def do(self, deed: Deed) -> None:
        resume(deed.session, deed.case, why=self.why, **deed.by)


class Reopen(Verb):
    verb: Literal["reopen"]
    reason: Said

    def do(self, deed: Deed) -> None:
        reopen(deed.session, deed.case, reason=self.reason, **deed.planned)


class Mute(Verb):
    verb: Literal["mute"]
    reason: Said

    def do(self, deed: Deed) -> None:
        mute(deed.session, deed.case, reason=self.reason, **deed.planned)
