"""What stands beside posts and cases: units, sources, on-time figures, weekly reports."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel
from sqlalchemy import select

from dashboard import access, park
from dashboard.api.callers import Caller, needs
from dashboard.queries import places, timeliness
from dashboard.queries.reports import find_report, report_lines
from dashboard.queries.timeliness import GroupRate, Rate
from huiying.core.models import Source, Unit
from responder.reports.formats import json as as_json
from responder.reports.week import Period

router = APIRouter()

Reader = Annotated[Caller, Depends(needs("status:read"))]


class UnitOut(BaseModel):
    """A unit in charge; its people stand in the dashboard only."""

    id: int
    name: str
    is_office: bool
    disabled: bool


class UnitsOut(BaseModel):
    """All units, in the order of the list."""

    items: list[UnitOut]


class SourceOut(BaseModel):
    """A source with its health: healthy, degraded, silent, failing."""

    id: int
    name: str
    kind: str
    channel: str
    enabled: bool
    state: str
    state_since: datetime | None
    state_reason: str | None
    last_success_at: datetime | None
    last_new_at: datetime | None


class SourcesOut(BaseModel):
    """All sources by name."""

    items: list[SourceOut]


class TallyOut(BaseModel):
    """Clocks decided: `rate` is met ÷ (met + missed), None where nothing was decided."""

    met: int
    missed: int
    rate: float | None


class RateOut(BaseModel):
    """One group, with and without the clocks that were born overdue."""

    name: str
    all: TallyOut
    without_born_overdue: TallyOut


class MetricsOut(BaseModel):
    """On-time rates of a period, from the true anchor of each clock."""

    start: datetime
    end: datetime
    overall: RateOut
    holders: list[RateOut]
    tiers: list[RateOut]
    milestones: list[RateOut]


class ReportLineOut(BaseModel):
    """A week's report in the list."""

    week: str
    title: str
    stored_at: datetime | None
    signed_by: str | None
    signed_at: datetime | None


class ReportsOut(BaseModel):
    """The running week, then the stored reports, the newest first."""

    items: list[ReportLineOut]


class PlaceOut(BaseModel):
    """One place: posts received and cases opened in the window; cases open and overdue now."""

    name: str
    posts: int
    opened: int
    open: int
    late: int


class PlacesOut(BaseModel):
    """The places, the one with most posts first; `start` is the first moment of the window."""

    start: datetime
    items: list[PlaceOut]


@router.get("/units", response_model=UnitsOut, summary="责任单位")
def read_units(caller: Annotated[Caller, Depends(needs("cases:read"))]) -> dict[str, Any]:
    """Their names are what the verbs of a case take."""
    with caller.site.database.read() as session:
        units = session.scalars(select(Unit).order_by(Unit.id))
        return {"items": [_unit(unit) for unit in units]}


@router.get("/sources", response_model=SourcesOut, summary="信源与健康")
def read_sources(caller: Reader) -> dict[str, Any]:
    """Which are watched, and how they are."""
    access.require(caller.user, "read_overview")
    with caller.site.database.read() as session:
        found = session.scalars(select(Source).order_by(Source.name, Source.id))
        names = SourceOut.model_fields
        return {"items": [{name: getattr(source, name) for name in names} for source in found]}


@router.get("/metrics", response_model=MetricsOut, summary="按时率")
def read_metrics(caller: Reader, days: Annotated[int, Query(ge=1, le=366)] = 30) -> dict[str, Any]:
    """Over the clocks decided in the last so many days."""
    access.require(caller.user, "read_overview")
    period = Period(caller.now - timedelta(days=days), caller.now)
    with caller.site.database.read() as session:
        asked = (session, caller.user, [period])
        return {
            "start": period.start,
            "end": period.until,
            "overall": _rate("全部", timeliness.overall(*asked)[0]),
            "holders": _rates(timeliness.by_holder(*asked)),
            "tiers": _rates(timeliness.by_tier(*asked)),
            "milestones": _rates(timeliness.by_milestone(*asked)),
        }


@router.get("/metrics/places", response_model=PlacesOut, summary="信息和事项来自哪些地方")
def read_places(caller: Reader, days: Annotated[int, Query(ge=1, le=366)] = 7) -> dict[str, Any]:
    """Posts received and cases opened in the last so many days, cases open and overdue now, by the places
    that events name; the place with most posts first. Counts alone."""
    access.require(caller.user, "read_overview")
    profile = park.read(caller.site.settings.home).profile
    start = places.first_day(days, caller.now)
    with caller.site.database.read() as session:
        found = places.ranking(session, profile, start, caller.now)
    names = PlaceOut.model_fields
    return {"start": start, "items": [{name: getattr(one, name) for name in names} for one in found]}


@router.get("/reports", response_model=ReportsOut, summary="周报目录")
def read_reports(caller: Reader) -> dict[str, Any]:
    """Each is read by its week."""
    access.require(caller.user, "read_overview")
    with caller.site.database.read() as session:
        lines = report_lines(session, caller.now)
    signed = [line.filed.signature for line in lines]
    return {
        "items": [
            {
                "week": line.report.week,
                "title": line.report.title,
                "stored_at": line.stored_at,
                "signed_by": signature.by if signature else None,
                "signed_at": signature.at if signature else None,
            }
            for line, signature in zip(lines, signed, strict=True)
        ]
    }


@router.get("/reports/{week}", summary="一周的周报")
def read_report(
    caller: Reader, week: Annotated[str, Path(pattern=r"^\d{4}-W\d{2}$", examples=["2026-W47"])]
) -> dict[str, Any]:
    """The same object as `huiying report weekly --format json`."""
    access.require(caller.user, "read_overview")
    with caller.site.database.read() as session:
        found: dict[str, Any] = json.loads(as_json.render(find_report(session, week, caller.now).filed))
    return found


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.id,
        "name": unit.name,
        "is_office": unit.is_office,
        "disabled": unit.disabled_at is not None,
    }


def _rates(groups: list[GroupRate]) -> list[dict[str, Any]]:
    return [_rate(group.name, group.rate) for group in groups]


def _rate(name: str, rate: Rate) -> dict[str, Any]:
    return {"name": name, "all": asdict(rate.all), "without_born_overdue": asdict(rate.without_born)}
