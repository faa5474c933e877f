"""Random lives of cases of every kind: whatever is done in whatever order, no duty is without a holder
and a clock, no clock runs twice, and the clocks are what the records say.

Verbs are called in place and out of place; those out of place must change nothing.
"""

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from huiying.core.database import Database
from huiying.core.errors import HuiyingError
from huiying.core.models import Case, CasePost, Clock, Event, Publication, User
from responder import casefile
from responder.accountability.holding import shares
from responder.clocks import keeper
from responder.clocks.facts import facts_of, wanted
from responder.clocks.moves import due_by_records
from responder.clocks.plan import explain
from responder.ladder.sweep import take
from responder.verbs.acknowledge import acknowledge
from responder.verbs.assign import assign
from responder.verbs.clear import CHECKLIST, clear, tick
from responder.verbs.close import close, dismiss, evaluate
from responder.verbs.confirm import confirm
from responder.verbs.correct import correct
from responder.verbs.disclose import complete, determine, examine, search
from responder.verbs.draft import FITTING, POINTS, draft, submit
from responder.verbs.extend import extend
from responder.verbs.fulfil import fulfil
from responder.verbs.instruct import instruct, report_back
from responder.verbs.join import join, split
from responder.verbs.mute import mute
from responder.verbs.object_to import object_to, reject, uphold
from responder.verbs.open_by_hand import open_by_hand
from responder.verbs.pause import pause, resume
from responder.verbs.publish import confirm_evidence, publish
from responder.verbs.refer import hand_over, refer_out, report_up
from responder.verbs.reopen import reopen
from responder.verbs.transfer import transfer
from responder.verbs.withdraw import withdraw
from tests.support.cast import TOLD, Cast, at

WHICH = st.integers(0, 5)
TIERS = st.sampled_from([1, 2, 3, 4, None])
SAID = {**TOLD, **{point: {"present": True} for point in POINTS}}
ANSWERING = {
    "opinion": {"first_word", "explanation", "response", "confirm", "assign"},
    "message": {"reply"},
    "interpretation": {"interpretation"},
    "disclosure": {"disclosure"},
    "duty": {"fulfilment"},
}


class Over(Exception):
    """Ends a life's transaction without keeping it."""


class Lives(RuleBasedStateMachine):
    """A few cases and everything that people do with them, while the time goes on."""

    database: Database

    @initialize()
    def begin(self) -> None:
        self.writing = self.database.write()
        self.session = self.writing.__enter__()
        self.cast, self.now, self.letters = Cast(self.session), at("09:00"), 0
        self.cases: list[Case] = []

    def teardown(self) -> None:
        if hasattr(self, "writing"):
            self.writing.__exit__(Over, Over(), None)

    @rule(minutes=st.sampled_from([1, 20, 90, 600, 3000]))
    def time_goes_on(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def the_ladder_is_swept(self) -> None:
        due = self.session.scalars(select(Clock.id).where(Clock.next_rung_at <= self.now)).all()
        take(self.session, due, self.now)

    @rule(tier=TIERS, grade=st.sampled_from([2, None]), late=st.booleans())
    def an_opinion_comes_up(self, tier: int | None, grade: int | None, late: bool) -> None:
        key = f"{len(self.cases)}-{self.now.isoformat()}"
        moments = dict.fromkeys(("first_at", "last_at", "detected_at"), self.now)
        event = Event(key=key, title="事件", tier=tier, **moments)
        self.session.add(event)
        self.session.flush()
        occurred = self.now - timedelta(hours=8) if late else None
        facts = {"tier": tier, "grade": grade, "occurred_at": occurred, "detected_at": self.now}
        self.cases.append(self.cast.case(event=event, now=self.now, **facts))

    @rule(appeal=st.sampled_from(["inquiry", "help", "complaint"]))
    def a_letter_comes_in(self, appeal: str) -> None:
        self.letters += 1
        self.cases.append(self.cast.letter(self.letters, self.now, appeal=appeal))

    @rule(kind=st.sampled_from(["interpretation", "disclosure", "duty"]))
    def somebody_opens_a_case(self, kind: str) -> None:
        said: dict[str, Any] = {"title": "事项", "text": "事项", "at": self.now, **self.office()}
        self.cases.append(open_by_hand(self.session, kind, **said))

    @rule(which=WHICH, tier=TIERS)
    def the_office_confirms(self, which: int, tier: int | None) -> None:
        self.on(which, lambda s, c: confirm(s, c, tier=tier, reason="研判", **self.office()))

    @rule(which=WHICH, welfare=st.booleans(), again=st.booleans())
    def the_office_gives_it(self, which: int, welfare: bool, again: bool) -> None:
        unit = self.cast.welfare if welfare else self.cast.enforcement
        if again:
            self.on(which, lambda s, c: transfer(s, c, lead=unit, reason="分工", **self.office()))
        else:
            self.on(which, lambda s, c: assign(s, c, lead=unit, **self.office()))

    @rule(which=WHICH, upheld=st.sampled_from([True, False, None]))
    def the_unit_takes_it_or_objects(self, which: int, upheld: bool | None) -> None:
        if upheld is None:
            self.on(which, lambda s, c: acknowledge(s, c, **self.unit(c)))
            return
        self.on(which, lambda s, c: object_to(s, c, reason="不归本单位", **self.unit(c)))
        self.now += timedelta(minutes=45)
        self.on(which, lambda s, c: self._decide(c, upheld))

    def _decide(self, case: Case, upheld: bool) -> None:
        objection = casefile.open_objection(self.session, case)
        if objection is None:
            return
        other = self.cast.welfare if case.lead_unit_id != self.cast.welfare.id else self.cast.enforcement
        if upheld:
            uphold(self.session, objection, lead=other, note="属实", **self.office())
        else:
            reject(self.session, objection, note="维持", **self.office())

    @rule(which=WHICH, kind=st.integers(0, 3), cleared=st.booleans(), seen=st.booleans())
    def something_is_published(self, which: int, kind: int, cleared: bool, seen: bool) -> None:
        self.on(which, lambda s, c: self._publish(c, kind, cleared, seen))

    def _publish(self, case: Case, kind: int, cleared: bool, seen: bool) -> None:
        kinds = FITTING.get(case.kind, ("response",))
        said: dict[str, Any] = {"title": "答复", "body": "已办理。", "elements": SAID}
        who = {key: value for key, value in self.unit(case).items() if key != "policy"}
        written = draft(self.session, case, kind=kinds[kind % len(kinds)], **said, **who)
        submit(self.session, written, **self.unit(case))
        for item in CHECKLIST if cleared else ():
            tick(self.session, written, item, by=self.cast.clearer, now=self.now)
        clearing: dict[str, Any] = {"by": self.cast.clearer, "policy": self.cast.policy, "now": self.now}
        clear(self.session, written, cleared=cleared, note=None if cleared else "退回", **clearing)
        if not cleared:
            return
        how: dict[str, Any] = {"outlet": "press_conference", "published_at": self.now}
        record = publish(self.session, written, **how, **self.unit(case))
        if seen:
            confirm_evidence(self.session, record, note="核对", **self.office())

    @rule(which=WHICH)
    def a_draft_waits_for_clearance(self, which: int) -> None:
        self.on(which, lambda s, c: self._submit(c))

    def _submit(self, case: Case) -> None:
        who = {key: value for key, value in self.unit(case).items() if key != "policy"}
        kind = FITTING.get(case.kind, ("response",))[0]
        said: dict[str, Any] = {"title": "答复", "body": "已办理。", "elements": SAID}
        submit(self.session, draft(self.session, case, kind=kind, **said, **who), **self.unit(case))

    @rule(which=WHICH, corrected=st.booleans())
    def a_publication_was_wrong(self, which: int, corrected: bool) -> None:
        self.on(which, lambda s, c: self._mend(c, corrected))

    def _mend(self, case: Case, corrected: bool) -> None:
        query = select(Publication).where(Publication.case_id == case.id).order_by(Publication.id.desc())
        wrong = self.session.scalars(query.limit(1)).first()
        if wrong is None:
            return
        if corrected:
            text: dict[str, Any] = {"title": "更正", "body": "更正。", "error": "有误", "noticed_by": "self"}
            correct(self.session, wrong, **text, by=self.cast.officer, now=self.now)
        else:
            withdraw(self.session, wrong, reason="有误", noticed_by="others", **self.office())

    @rule(which=WHICH, ground=st.sampled_from(["third_party", "applicant"]), resumed=st.booleans())
    def it_is_paused_or_resumed(self, which: int, ground: str, resumed: bool) -> None:
        who: dict[str, Any] = {"by": self.cast.officer, "now": self.now}
        if resumed:
            self.on(which, lambda s, c: resume(s, c, why="已回复", **who))
        else:
            self.on(which, lambda s, c: pause(s, c, ground=ground, reason="征求意见", **who))

    @rule(which=WHICH, days=st.sampled_from([1, 5, 20]))
    def more_time_is_given(self, which: int, days: int) -> None:
        self.on(which, lambda s, c: self._extend(c, days))

    def _extend(self, case: Case, days: int) -> None:
        for clock in keeper.running(self.session, case)[-1:]:
            said: dict[str, Any] = {"term": f"{days}个工作日", "reason": "量大"}
            extend(self.session, clock, **said, by=self.cast.officer, now=self.now)

    @rule(which=WHICH, up=st.booleans(), handed=st.booleans())
    def it_is_laid_before_others(self, which: int, up: bool, handed: bool) -> None:
        go = report_up if up else refer_out
        self.on(which, lambda s, c: go(s, c, receiver="县里", reason="重大", **self.office()))
        if handed:
            self.on(which, self._hand_over)

    def _hand_over(self, session: Any, case: Case) -> None:
        for referral in casefile.referrals(session, case, open_only=True):
            hand_over(session, referral, received_as="收1", evidence="回执", **self.office())

    @rule(which=WHICH, term=st.sampled_from([None, "4小时", "2个工作日"]), reported=st.booleans())
    def a_leader_instructs(self, which: int, term: str | None, reported: bool) -> None:
        said: dict[str, Any] = {"text": "请核实", "unit": self.cast.welfare, "term": term}
        said |= {"by": self.cast.leader, "policy": self.cast.policy, "now": self.now}
        self.on(which, lambda s, c: instruct(s, c, **said))
        if reported:
            self.on(which, self._report_back)

    def _report_back(self, session: Any, case: Case) -> None:
        said: dict[str, Any] = {"report": "已核实", "by": self.cast.outsider}
        for given in casefile.instructions(session, case, open_only=True):
            report_back(session, given, policy=self.cast.policy, now=self.now, **said)

    @rule(which=WHICH, missing=st.sampled_from([None, "缺内容"]), refused=st.booleans())
    def a_request_is_worked_on(self, which: int, missing: str | None, refused: bool) -> None:
        self.on(which, lambda s, c: examine(s, c, missing=missing, **self.unit(c)))
        self.on(which, lambda s, c: complete(s, c, received_at=self.now, **self.unit(c)))
        self.on(which, lambda s, c: self._determine(c, refused))

    def _determine(self, case: Case, refused: bool) -> None:
        who = {key: value for key, value in self.unit(case).items() if key != "policy"}
        search(self.session, case, places="档案室", terms="补偿", found="文件", **who)
        outcome, grounds = ("refused", "国家秘密") if refused else ("granted", "")
        determine(self.session, case, outcome=outcome, grounds=grounds, **who)

    @rule(which=WHICH)
    def a_duty_is_done(self, which: int) -> None:
        proof: dict[str, Any] = {"text": "已召开", "evidence": "纪要", "done_at": self.now}
        self.on(which, lambda s, c: fulfil(s, c, **proof, **self.unit(c)))

    @rule(which=WHICH, other=WHICH)
    def two_become_one(self, which: int, other: int) -> None:
        if self.cases:
            into = self.cases[other % len(self.cases)]
            self.on(which, lambda s, c: join(s, c, into=into, reason="同一件事", **self.office()))

    @rule(which=WHICH)
    def one_becomes_two(self, which: int) -> None:
        self.on(which, self._split)

    def _split(self, session: Any, case: Case) -> None:
        posts = session.scalars(select(CasePost.post_id).where(CasePost.case_id == case.id)).all()
        part = split(session, case, title="另一件", reason="两件事", post_ids=posts[:1], **self.office())
        self.cases.append(part)

    @rule(which=WHICH, how=st.sampled_from([close, dismiss, "mute", "evaluate", "reopen"]))
    def it_ends_or_begins_again(self, which: int, how: Any) -> None:
        who: dict[str, Any] = {"by": self.cast.officer, "now": self.now}
        deeds: dict[Any, Callable[[Any, Case], Any]] = {
            "mute": lambda s, c: mute(s, c, reason="演练", **self.office()),
            "evaluate": lambda s, c: evaluate(s, c, text="及时", **who),
            "reopen": lambda s, c: reopen(s, c, reason="不认可", **self.office()),
        }
        self.on(which, deeds.get(how, lambda s, c: how(s, c, note="已处理", **self.office())))

    def on(self, which: int, deed: Callable[[Any, Case], Any]) -> None:
        """Do it on a case; a verb out of place says why and leaves nothing behind."""
        if not self.cases:
            return
        case, known = self.cases[which % len(self.cases)], len(self.cases)
        savepoint = self.session.begin_nested()
        try:
            deed(self.session, case)
            savepoint.commit()
        except HuiyingError as refused:
            assert str(refused)
            savepoint.rollback()
            del self.cases[known:]

    def office(self) -> dict[str, Any]:
        return {"by": self.cast.officer, "policy": self.cast.policy, "now": self.now}

    def unit(self, case: Case) -> dict[str, Any]:
        who: User = self.cast.outsider if case.lead_unit_id == self.cast.welfare.id else self.cast.handler
        return {"by": who, "policy": self.cast.policy, "now": self.now}

    @invariant()
    def the_clocks_are_what_the_records_say(self) -> None:
        for case in getattr(self, "cases", ()):
            running = keeper.running(self.session, case)
            keys = Counter((clock.milestone, clock.subject_id) for clock in running)
            asked = wanted(self.session, case, self.cast.policy, facts_of(self.session, case), self.now)
            assert set(keys) == {one.key for one in asked}, (case.kind, case.tier)
            assert not [key for key, count in keys.items() if count > 1]
            anchors = {one.key: one.clock.anchor_at for one in asked}
            for clock in running:
                assert clock.anchor_at == anchors[clock.milestone, clock.subject_id]
                self._stands(case, clock)

    def _stands(self, case: Case, clock: Clock) -> None:
        assert due_by_records(clock) == clock.due_at
        assert clock.due_at > clock.anchor_at
        assert clock.met_at is None
        assert bool(clock.paused_at) <= bool(casefile.pause(self.session, case))
        assert not (clock.paused_at and clock.next_rung)
        assert clock.holder in ("office", "unit", "clearer")
        if clock.holder != "unit" or case.lead_unit_id:
            assert clock.holder_unit_id is not None
        if clock.milestone not in ("instruction",) and clock.holder == "unit":
            assert clock.holder_unit_id == case.lead_unit_id
        assert explain(clock)
        held = shares(self.session, case, clock, self.now)
        assert all(one.until == two.since for one, two in pairwise(held))

    @invariant()
    def no_duty_is_without_a_clock(self) -> None:
        for case in getattr(self, "cases", ()):
            owed = {clock.milestone for clock in keeper.running(self.session, case)}
            if case.closed_at is not None:
                assert owed <= {"evaluation"}
            elif not casefile.is_answered(self.session, case):
                assert owed & (ANSWERING[case.kind] | {"renewed_answer"}), (case.kind, case.tier, owed)

    @invariant()
    def no_sender_is_lost(self) -> None:
        if getattr(self, "cases", ()):
            held = Counter(self.session.scalars(select(CasePost.case_id)))
            known = {case.id: case for case in self.cases if case.kind == "message"}
            assert sum(held[key] for key in known) == self.letters
            assert all(held[case.id] for case in known.values() if case.closed_at is None)


def test_no_sequence_of_verbs_loses_a_duty_or_runs_a_clock_twice(
    _sqlite_template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "lives.sqlite3"
    shutil.copyfile(_sqlite_template, path)
    Lives.database = Database(f"sqlite:///{path}")
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=checks
        ),
    )
    Lives.database.close()
