"""What happened to a case beside its route, as entries of its history: pauses, extensions, referrals,
instructions, joined and split cases, withdrawals, and the steps of a disclosure request or a duty."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import words
from dashboard.queries.happenings import Entry, of_case
from dashboard.queries.people import Names
from huiying.core.models import (
    Case,
    Clock,
    Closure,
    Draft,
    Examination,
    Fulfilment,
    Instruction,
    Joining,
    Muting,
    Origin,
    Outcome,
    Pause,
    Publication,
    Referral,
    Reopening,
    Search,
    Withdrawal,
)
from responder.clocks.plan import moves_in_words


def course(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    """The entries, in no order."""
    for part in (*_PARTS, *_BY_KIND.get(case.kind, ())):
        yield from part(session, case, names)


def _origin(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    origin = session.get(Origin, case.id)
    if origin is not None:
        reference = f"（{origin.reference}）" if origin.reference else ""
        yield Entry(origin.at, f"{words.ORIGINS[case.kind]}{reference}", "", origin.text)


def _pauses(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    for one in of_case(session, Pause, case):
        said = words.PAUSE_GROUNDS.get(one.ground, one.ground)
        yield Entry(one.at, f"暂停计时：{said}", names.person(one.by), one.reason)
        if one.resumed_at:
            yield Entry(one.resumed_at, "恢复计时", names.person(one.resumed_by), one.resumed_why or "")


def _moved_clocks(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    """Extensions stand by themselves; a pause is told with what it did to each clock. Moves that a
    re-planned clock took over from its predecessor are told once, with the predecessor."""
    told: set[tuple[str, str, str]] = set()
    for clock in of_case(session, Clock, case):
        for move, said in zip(clock.moves, moves_in_words(clock), strict=True):
            key = (clock.milestone, move["kind"], move["since"])
            if key not in told:
                told.add(key)
                yield Entry(
                    datetime.fromisoformat(move["until"]),
                    f"{words.milestone(clock.milestone)}的时限{said}",
                    names.person(move["by"]),
                    move["reason"] if move["kind"] == "extension" else "",
                )


def _referrals(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    for one in of_case(session, Referral, case):
        way = words.VERBS[one.way]
        yield Entry(one.at, f"决定{way}：{one.receiver}", names.person(one.by), one.reason)
        if one.handed_at:
            said = f"{one.received_as}。{one.evidence}"
            yield Entry(one.handed_at, f"{way}已移交{one.receiver}", names.person(one.handed_by), said)


def _instructions(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    for one in of_case(session, Instruction, case):
        recorded = f"（{names.person(one.by)}登记）" if one.by != one.given_by else ""
        unit, term = names.unit(one.unit_id), f"，限{one.term}" if one.term else ""
        what = f"批示{recorded}：由{unit}办理{term}"
        yield Entry(one.at, what, names.person(one.given_by), one.text)
        if one.reported_at:
            what = f"{unit}报告批示办理情况"
            yield Entry(one.reported_at, what, names.person(one.reported_by), one.report or "")


def _joinings(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    gone = session.get(Joining, case.id)
    if gone is not None:
        into = session.get_one(Case, gone.into_id)
        yield Entry(gone.at, f"并入事项 {into.number}", names.person(gone.by), gone.reason)
    came = select(Joining, Case).join(Case, Case.id == Joining.case_id).where(Joining.into_id == case.id)
    for joined, source in session.execute(came):
        letters = f"（来信 {len(joined.post_ids)} 件）" if joined.post_ids else ""
        what = f"事项 {source.number}“{source.title}”并入{letters}"
        yield Entry(joined.at, what, names.person(joined.by), joined.reason)


def _withdrawals(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    query = (
        select(Withdrawal, Publication.kind, Draft.title)
        .join(Publication, Publication.id == Withdrawal.publication_id)
        .join(Draft, Draft.id == Publication.draft_id)
        .where(Withdrawal.case_id == case.id)
    )
    for one, kind, title in session.execute(query):
        what = f"撤回{words.ANSWERS[kind]}“{title}”（{words.NOTICERS[one.noticed_by]}）"
        yield Entry(one.at, what, names.person(one.by), one.reason)


def _disclosure(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    examined = session.get(Examination, case.id)
    if examined is not None:
        what = "一次性告知补正" if examined.missing else "受理，申请完整"
        yield Entry(examined.at, what, names.person(examined.by), examined.missing or "")
        if examined.completed_at:
            yield Entry(examined.completed_at, "收到补正材料", names.person(examined.completed_by))
    for one in of_case(session, Search, case):
        said = f"检索词“{one.terms}”；{one.found}"
        yield Entry(one.at, f"检索{one.places}", names.person(one.by), said)
    for outcome in of_case(session, Outcome, case):
        what = f"答复结论：{words.OUTCOMES[outcome.outcome]}"
        yield Entry(outcome.at, what, names.person(outcome.by), outcome.grounds)


def _fulfilments(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    for one in of_case(session, Fulfilment, case):
        yield Entry(one.done_at, "履职", names.person(one.by), f"{one.text}（证明：{one.evidence}）")


def _endings(session: Session, case: Case, names: Names) -> Iterator[Entry]:
    for muting in of_case(session, Muting, case):
        above = f"升到{words.tier(muting.tier)}之上" if muting.tier else "定级"
        said = f"除非事件{above}，不再自动立项"
        yield Entry(muting.at, "误报并静默", names.person(muting.by), f"{muting.reason}（{said}）")
    for one in of_case(session, Reopening, case):
        yield Entry(one.closed_at, "办结", names.person(one.closed_by), one.closing_note)
        yield Entry(one.at, "重新办理", names.person(one.by), one.reason)
    closure = session.get(Closure, case.id)
    if closure is not None and session.get(Joining, case.id) is None:
        yield Entry(closure.at, "办结", names.person(closure.by), closure.note)


_Part = Callable[[Session, Case, Names], Iterator[Entry]]
_PARTS: tuple[_Part, ...] = (
    _pauses,
    _moved_clocks,
    _referrals,
    _instructions,
    _joinings,
    _withdrawals,
    _endings,
)
_BY_KIND: dict[str, tuple[_Part, ...]] = {
    "interpretation": (_origin,),
    "disclosure": (_origin, _disclosure),
    "duty": (_origin, _fulfilments),
}
