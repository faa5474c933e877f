"""The assessment of a month, quarter or year: bands and counts by unit, and every case behind them.

Units stand in the order of their list; there is no ranking (国办函〔2025〕66号). A unit answers for the cases
that it led when they were closed, without the clocks that the press office or the clearer held.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from huiying.core.errors import BadInput
from huiying.core.models import Case, Unit
from responder.evaluation.formula import formula
from responder.evaluation.gather import judged
from responder.evaluation.index import Index
from responder.evaluation.period import Span
from responder.evaluation.praise import Praise, praise
from responder.evaluation.record import Scored, scored
from responder.evaluation.rules import BANDS, PARTS, Rules
from responder.reports.figures import Tally

NOT_ASSIGNED = "未交办单位"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A closed case: its own index, and the one by which it counts for its unit."""

    case_id: int
    number: str
    title: str
    unit_id: int | None
    unit: str
    closed_at: datetime | None
    evaluated_at: datetime | None
    remark: str
    index: Index
    of_unit: Index


@dataclass(frozen=True, slots=True)
class BandCount:
    """How many cases lie in a band."""

    band: str
    count: int


@dataclass(frozen=True, slots=True)
class PartMean:
    """A part's mean over the `cases` that have evidence for it, in points of `weight`."""

    code: str
    name: str
    weight: float
    mean: float | None
    cases: int

    @property
    def percent(self) -> float:
        """The mean in percent of the weight, for a bar."""
        return round(100 * self.mean / self.weight, 1) if self.mean is not None and self.weight else 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one unit or one month. `clocks` are the decided clocks behind 及时; `unscored` cases have
    no evidence at all, `lacking` ones lack some."""

    key: str
    name: str
    cases: int
    evaluated: int
    bands: tuple[BandCount, ...]
    unscored: int
    lacking: int
    mean: float | None
    band: str | None
    parts: tuple[PartMean, ...]
    clocks: Tally
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """One period, of one unit where `unit` says so. `open_cases` were opened in it and are not closed."""

    period: str
    title: str
    start: datetime
    end: datetime
    complete: bool
    as_of: datetime
    unit: str | None
    all: Group
    units: tuple[Group, ...]
    months: tuple[Group, ...]
    cases: tuple[CaseLine, ...]
    open_cases: int
    formula: tuple[str, ...]
    praise: tuple[Praise, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain data that JSON holds."""
        data: dict[str, Any] = TypeAdapter(Assessment).dump_python(self, mode="json")
        return data


View = Callable[[Scored], Index]


def assess(
    session: Session, span: Span, rules: Rules, now: datetime, *, unit: str | None = None
) -> Assessment:
    """The cases closed in the period. Raises BadInput for a period yet to come or an unknown unit."""
    if now < span.start:
        raise BadInput(f"{span.title}尚未开始，没有可评估的事项")
    units = session.scalars(select(Unit).order_by(Unit.id)).all()
    chosen = _chosen(units, unit)
    which = judged() & (Case.closed_at >= span.start) & (Case.closed_at < span.end)
    if chosen is not None:
        which &= Case.lead_unit_id == chosen.id
    found = scored(session, which, rules, now)
    view: View = _of_case if chosen is None else _of_unit
    names = {each.id: each.name for each in units}
    return Assessment(
        period=span.name,
        title=span.title,
        start=span.start,
        end=span.end,
        complete=now >= span.end,
        as_of=now,
        unit=chosen.name if chosen else None,
        all=_group("", "合计", found, rules, view),
        units=_units(units if chosen is None else [chosen], found, rules),
        months=_months(span, found, rules, view, now),
        cases=tuple(_case_line(one, names) for one in found),
        open_cases=_open_cases(session, span, chosen),
        formula=formula(rules),
        praise=praise(session, start=span.start, end=span.end, unit_id=chosen.id if chosen else None),
    )


def assess_case(session: Session, number: str, rules: Rules, now: datetime) -> Assessment:
    """One case by its number, the running ones too. Raises BadInput where there is none to judge."""
    case = session.scalar(select(Case).where(Case.number == number))
    if case is None:
        raise BadInput(f"没有编号为“{number}”的事项，请核对后再试")
    found = scored(session, judged() & (Case.id == case.id), rules, now)
    if not found:
        raise BadInput(f"事项 {number} 是历史导入或误报，不作评估")
    names = {unit.id: unit.name for unit in session.scalars(select(Unit).order_by(Unit.id))}
    line = _case_line(found[0], names)
    return Assessment(
        period=number,
        title=f"事项 {number}",
        start=case.opened_at,
        end=case.closed_at or now,
        complete=case.closed_at is not None,
        as_of=now,
        unit=line.unit,
        all=_group("", "合计", found, rules, _of_case),
        units=(_group(str(case.lead_unit_id or 0), line.unit, found, rules, _of_unit),),
        months=(),
        cases=(line,),
        open_cases=0,
        formula=formula(rules),
        praise=praise(session, case_id=case.id),
    )


def _chosen(units: Sequence[Unit], name: str | None) -> Unit | None:
    if name is None:
        return None
    found = next((unit for unit in units if unit.name == name), None)
    if found is None:
        raise BadInput(f"没有名为“{name}”的责任单位，可选：{'、'.join(unit.name for unit in units)}")
    return found


def _of_case(one: Scored) -> Index:
    return one.index


def _of_unit(one: Scored) -> Index:
    return one.of_unit


def _units(units: Iterable[Unit], found: Sequence[Scored], rules: Rules) -> tuple[Group, ...]:
    """Every unit that led a case or still exists, in the list's order; then what nobody led."""
    of: dict[int | None, list[Scored]] = {}
    for one in found:
        of.setdefault(one.facts.unit_id, []).append(one)
    lines = [
        _group(str(unit.id), unit.name, of.get(unit.id, []), rules, _of_unit)
        for unit in units
        if unit.id in of or unit.disabled_at is None
    ]
    if None in of:
        lines.append(_group("0", NOT_ASSIGNED, of[None], rules, _of_unit))
    return tuple(lines)


def _months(
    span: Span, found: Sequence[Scored], rules: Rules, view: View, now: datetime
) -> tuple[Group, ...]:
    """The months of a quarter or year that have begun."""
    months = [month for month in span.months() if month.start <= now]
    if len(span.months()) == 1:
        return ()
    return tuple(
        _group(month.name, month.title, [one for one in found if _closed_in(one, month)], rules, view)
        for month in months
    )


def _closed_in(one: Scored, month: Span) -> bool:
    return one.facts.closed_at is not None and month.holds(one.facts.closed_at)


def _group(key: str, name: str, found: Sequence[Scored], rules: Rules, view: View) -> Group:
    indexes = [view(one) for one in found]
    scores = [index.score for index in indexes if index.score is not None]
    mean = round(sum(scores) / len(scores), 1) if scores else None
    bands = [index.band for index in indexes]
    return Group(
        key=key,
        name=name,
        cases=len(found),
        evaluated=sum(one.stored_at is not None for one in found),
        bands=tuple(BandCount(band, bands.count(band)) for band in BANDS),
        unscored=len(found) - len(scores),
        lacking=sum(bool(index.missing) for index in indexes),
        mean=mean,
        band=rules.bands.name(mean) if mean is not None else None,
        parts=tuple(_part_mean(code, indexes, rules) for code in PARTS),
        clocks=_clocks(found, view),
        numbers=tuple(one.facts.number for one in found),
    )


def _part_mean(code: str, indexes: Sequence[Index], rules: Rules) -> PartMean:
    """In today's weights: an index that was stored under other weights counts by its share."""
    weight = rules.part(code).total
    parts = [index.part(code) for index in indexes]
    shares = [part.score / part.weight for part in parts if part.score is not None and part.weight]
    mean = round(weight * sum(shares) / len(shares), 1) if shares else None
    return PartMean(code, PARTS[code], weight, mean, len(shares))


def _clocks(found: Sequence[Scored], view: View) -> Tally:
    facts = [one.facts.of_unit() if view is _of_unit else one.facts for one in found]
    decided = [clock for each in facts for clock in each.decided]
    met = sum(clock.in_time for clock in decided)
    return Tally.of(met, len(decided) - met)


def _case_line(one: Scored, names: dict[int, str]) -> CaseLine:
    facts = one.facts
    return CaseLine(
        case_id=facts.case_id,
        number=facts.number,
        title=facts.title,
        unit_id=facts.unit_id,
        unit=names.get(facts.unit_id or 0, NOT_ASSIGNED),
        closed_at=facts.closed_at,
        evaluated_at=one.stored_at,
        remark=one.remark,
        index=one.index,
        of_unit=one.of_unit,
    )


def _open_cases(session: Session, span: Span, unit: Unit | None) -> int:
    query = select(func.count(Case.id)).where(
        Case.archive.is_(False),
        Case.closed_at.is_(None),
        Case.opened_at >= span.start,
        Case.opened_at < span.end,
    )
    if unit is not None:
        query = query.where(Case.lead_unit_id == unit.id)
    return session.scalar(query) or 0
