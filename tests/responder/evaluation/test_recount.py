"""Thirty simulated days: what the product reports against an independent recount by plain SQL."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from huiying.core.clock import SHANGHAI
from huiying.core.database import Database
from responder.evaluation.assessment import assess
from responder.evaluation.period import Span
from responder.evaluation.rules import default_rules
from responder.reports.figures import Tally, Timeliness
from responder.reports.week import Week
from responder.reports.weekly import weekly
from tests.responder.evaluation import recount
from tests.responder.evaluation.thirty_days import END, START, STEP, Life

OFFICE, CLEARER = "新闻办", "值班审查人"
Sums = list[int]


@dataclass
class Lived:
    """Thirty days lived through, and the file that holds them."""

    database: Database
    file: Path


def live(folder: Path, template: Path, cases: int) -> Iterator[Lived]:
    file = folder / "lived.sqlite3"
    file.write_bytes(template.read_bytes())
    database = Database(f"sqlite:///{file}")
    Life(database, cases).live()
    yield Lived(database, file)
    database.close()


@pytest.fixture(
    scope="module",
    params=[pytest.param(200, id="200 cases"), pytest.param(2000, id="2000 cases", marks=pytest.mark.soak)],
)
def lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path
) -> Iterator[Lived]:
    yield from live(tmp_path_factory.mktemp("lived"), _sqlite_template, request.param)


def weeks() -> list[Week]:
    first = Week.of(START)
    found = [first]
    while found[-1].next.end <= END.astimezone(SHANGHAI):
        found.append(found[-1].next)
    return found


def reported(lived: Lived, week: Week) -> Timeliness:
    with lived.database.read() as session:
        return weekly(session, week.name, END).timeliness


def tally(sums: Sums) -> tuple[Tally, Tally]:
    decided, met, born_in_time, of_these_met = sums
    return Tally.of(met, decided - met), Tally.of(of_these_met, born_in_time - of_these_met)


def summed(rows: list[tuple[object, ...]], by: int | None = None) -> dict[str, Sums]:
    """The counts of a recount, added up by holder's name (by=0) or milestone (by=2)."""
    found: dict[str, Sums] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        holder = {"office": OFFICE, "clearer": CLEARER}.get(str(row[0]), str(row[1]))
        key = {None: "", 0: holder, 2: str(row[2])}[by]
        found[key] = [a + int(str(b)) for a, b in zip(found[key], row[3:], strict=True)]
    return found


def test_on_time_rates_are_those_of_a_recount(lived: Lived) -> None:
    decided = 0
    for week in weeks():
        found = reported(lived, week)
        rows = recount.ask(lived.file, recount.RATES, start=week.start, until=week.end)
        assert (found.all, found.without_born_overdue) == tally(summed(rows)[""]), week.name
        by_holder = {line.name: (line.all, line.without_born_overdue) for line in found.units}
        assert by_holder == {name: tally(sums) for name, sums in summed(rows, 0).items()}, week.name
        by_milestone = sorted((line.all.decided, line.all.met) for line in found.milestones)
        assert by_milestone == sorted((one[0], one[1]) for one in summed(rows, 2).values()), week.name
        decided += found.all.decided
    assert decided > 500


def test_who_held_what_for_how_long_is_that_of_a_recount(lived: Lived) -> None:
    compared, holders = 0, Counter[str]()
    for week in weeks():
        held: dict[tuple[str, str], list[dict[str, int]]] = defaultdict(list)
        rows = recount.ask(lived.file, recount.HELD, until=week.end)
        split: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
        for number, milestone, due_at, holder, seconds in rows:
            split[(number, milestone, due_at)][holder] = seconds
        for (number, _, due_at), seconds_of in split.items():
            whole = {
                name: seconds_of.get(name, 0) for name in ("unknown", "office", "unit", "clearer", "paused")
            }
            held[(number, due_at)].append(whole)
        for late in reported(lived, week).latenesses:
            mine = asdict(late.held)
            assert mine in held[(late.number, recount.text(late.due_at))], late
            holders.update({name: seconds for name, seconds in mine.items() if seconds})
            compared += 1
    assert compared > 50 and set(holders) == {"unknown", "office", "unit", "clearer"}


def test_every_rung_of_the_wall_clock_is_there_once_and_at_its_moment(lived: Lived) -> None:
    moments = {"first": START, "last": END, "step": STEP.total_seconds()}
    expected = recount.ask(lived.file, recount.RUNGS, **moments)
    recorded = recount.ask(lived.file, recount.RECORDED)
    assert recorded == expected
    assert {rung for _, rung, _ in recorded} == {
        *("reminder_50", "reminder_80", "overdue", "supervision", "interview")
    }


def test_orders_and_proposals_are_the_rungs_of_their_week(lived: Lived) -> None:
    for week in weeks():
        with lived.database.read() as session:
            found = weekly(session, week.name, END).accountability
        ((supervised, interviewed),) = recount.ask(
            lived.file, recount.CHASES, start=week.start, until=week.end
        )
        assert found.orders.this == supervised, week.name
        assert found.proposals.this >= interviewed > 0, week.name


def test_what_a_unit_answers_for_is_that_of_a_recount(lived: Lived) -> None:
    span = Span.month("2026-11")
    with lived.database.read() as session:
        found = assess(session, span, default_rules(), END)
    rows = recount.ask(lived.file, recount.UNITS, start=span.start, until=span.end)
    mine = {
        group.name: (group.cases, group.clocks.met, group.clocks.decided)
        for group in found.units
        if group.cases
    }
    assert mine == {name: (cases, met, clocks) for name, cases, met, clocks in rows}
    assert found.all.evaluated > 0 and found.all.cases > found.all.evaluated
