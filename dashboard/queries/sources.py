"""Sources as pages show them: which are unwell, one line a source, and one source with its visits."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import words
from dashboard.access import NotFound
from huiying.core.models import HealthChange, Source, Visit, VisitHour
from responder.sources.watched import WATCHED

# The order in which they are shown: silence is what nobody notices by himself.
GRAVITY = ("silent", "failing", "degraded", "healthy")
APART = {"new": "尚未采集", "given": "不采集", "off": "已停用"}
SPARK_DAYS = 7
STEP = timedelta(hours=6)
VISITS_SHOWN = 30
CHANGES_SHOWN = 20
WIDTH, HEIGHT = 84.0, 26.0


@dataclass(frozen=True)
class Share:
    """The share of items that have a field, now and usually, each 0–1 or unknown."""

    name: str
    now: float | None
    usual: float | None


@dataclass(frozen=True)
class SourceLine:
    """One source with the figures that its state rests on.

    `state` is a key of words.HEALTH or of APART: `off` where it is switched off, `given` where nobody
    fetches it and nothing is expected of it, `new` before its first visit. `spark`: the points of
    its new items of seven days.
    """

    source: Source
    state: str
    lag: timedelta | None
    error_rate: float | None
    new_day: int | None
    usual_day: float | None
    visits_day: int
    shares: list[Share]
    spark: str

    @property
    def said(self) -> str:
        """The state as people call it."""
        return {**words.HEALTH, **APART}[self.state]

    @property
    def interval(self) -> timedelta:
        """How often it is visited."""
        return timedelta(seconds=self.source.interval_seconds)

    @property
    def is_unwell(self) -> bool:
        """Whether somebody has to look."""
        return self.state in GRAVITY[:3]

    @property
    def per_visit(self) -> tuple[float | None, float | None]:
        """New items a visit, in the last day and usually."""
        if not self.visits_day or self.new_day is None:
            return None, None
        usual = self.usual_day / self.visits_day if self.usual_day is not None else None
        return self.new_day / self.visits_day, usual


@dataclass(frozen=True)
class SourceFile:
    """One source with its last visits and changes, newest first."""

    line: SourceLine
    visits: Sequence[Visit]
    changes: Sequence[HealthChange]


def unwell(session: Session) -> tuple[list[Source], int]:
    """The watched sources that are unwell, silent ones first, the longest first; and how many are well."""
    watched = session.scalars(select(Source).where(WATCHED).order_by(Source.state_since)).all()
    found = [source for source in watched if source.state != "healthy"]
    return sorted(found, key=lambda it: GRAVITY.index(it.state)), len(watched) - len(found)


def lines(session: Session, now: datetime) -> list[SourceLine]:
    """Every source: unwell ones first, then by name; those that are off at the end."""
    sparks = _sparks(session, now)
    found = [_line(it, sparks.get(it.id, "")) for it in session.scalars(select(Source).order_by(Source.name))]
    order = (*GRAVITY, *APART)
    return sorted(found, key=lambda line: order.index(line.state))


def find(session: Session, source_id: int) -> Source:
    """The source, or NotFound."""
    source = session.get(Source, source_id)
    if source is None:
        raise NotFound("没有这个信源")
    return source


def file_of(session: Session, source_id: int, now: datetime) -> SourceFile:
    """The source with its last visits and changes, or NotFound."""
    source = find(session, source_id)
    visits = select(Visit).where(Visit.source_id == source_id).order_by(Visit.started_at.desc())
    changes = select(HealthChange).where(HealthChange.source_id == source_id).order_by(HealthChange.id.desc())
    return SourceFile(
        _line(source, _sparks(session, now, source_id).get(source_id, "")),
        session.scalars(visits.limit(VISITS_SHOWN)).all(),
        session.scalars(changes.limit(CHANGES_SHOWN)).all(),
    )


def _line(source: Source, spark: str) -> SourceLine:
    figures = source.health or {}
    lag = figures.get("lag_seconds")
    names = {"with_title": "标题", "with_date": "时间", "with_text": "正文"}
    shares = figures.get("shares", {})
    return SourceLine(
        source=source,
        state=_state(source),
        lag=timedelta(seconds=lag) if lag is not None else None,
        error_rate=figures.get("error_rate"),
        new_day=figures.get("new_day"),
        usual_day=figures.get("usual_day"),
        visits_day=figures.get("visits_day", 0),
        shares=[Share(said, *shares.get(name, (None, None))) for name, said in names.items()],
        spark=spark,
    )


def _state(source: Source) -> str:
    if not source.enabled:
        return "off"
    if source.address is None and source.expected_hours is None:
        return "given"
    if source.address is not None and not source.health:
        return "new"
    return source.state


def _sparks(session: Session, now: datetime, source_id: int | None = None) -> dict[int, str]:
    """The points of a line by source: new items in steps of six hours, the highest at the top."""
    start = now - timedelta(days=SPARK_DAYS)
    query = select(VisitHour.source_id, VisitHour.hour, VisitHour.new_items).where(
        VisitHour.hour > start, VisitHour.new_items > 0
    )
    if source_id is not None:
        query = query.where(VisitHour.source_id == source_id)
    steps = timedelta(days=SPARK_DAYS) // STEP
    counts: dict[int, list[int]] = defaultdict(lambda: [0] * steps)
    for id_, hour, new in session.execute(query):
        counts[id_][min((hour - start) // STEP, steps - 1)] += new
    return {id_: _points(found) for id_, found in counts.items()}


def _points(counts: Sequence[int]) -> str:
    top, last = max(counts), len(counts) - 1
    return " ".join(
        f"{WIDTH * at / last:.1f},{HEIGHT - 1 - (HEIGHT - 2) * count / top:.1f}"
        for at, count in enumerate(counts)
    )
