"""周报: the stored ones as they were made, the running week as it stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.access import NotFound
from huiying.core.errors import BadInput
from huiying.core.models import Report
from responder.reports import archive
from responder.reports.archive import Filed
from responder.reports.figures import WeeklyReport
from responder.reports.sentences import sentences
from responder.reports.week import Week
from responder.reports.weekly import KIND


@dataclass(frozen=True)
class ReportLine:
    """A report in the list, and its first sentences."""

    filed: Filed
    said: list[str]

    @property
    def report(self) -> WeeklyReport:
        return self.filed.report

    @property
    def stored_at(self) -> datetime | None:
        return self.filed.stored_at


def report_lines(session: Session, now: datetime) -> list[ReportLine]:
    """The running week, then the stored reports, the newest first."""
    query = select(Report).where(Report.kind == KIND).order_by(Report.period.desc())
    running = archive.find(session, Week.of(now).name, now)
    return [_line(running), *(_line(archive.filed(session, row)) for row in session.scalars(query))]


def find_report(session: Session, name: str, now: datetime) -> ReportLine:
    """One week's report. Raises NotFound for a name that is no week and for a week yet to come."""
    try:
        return _line(archive.find(session, name, now))
    except BadInput as error:
        raise NotFound(str(error)) from error


def stored_report(session: Session, name: str) -> Report:
    """The row in which the week is kept. Raises NotFound where it is not kept yet."""
    row = archive.stored(session, name)
    if row is None:
        raise NotFound("这一周的周报还没有存档，存档之后才能批注和签发")
    return row


def _line(filed: Filed) -> ReportLine:
    return ReportLine(filed, sentences(filed.report))
