"""导出: the trail of a filter as CSV; that somebody took it along is itself on record."""

from urllib.parse import urlencode

from starlette.responses import Response

from dashboard.pages.admin.audit.show import asked_for
from dashboard.queries import audit
from dashboard.tables import csv_answer
from dashboard.visit import Visit
from huiying.core import audit as trail
from huiying.core.clock import local

HEADER = ("编号", "时间", "账号", "姓名", "动作", "对象", "对象编号", "内容", "封存位置")


def show(visit: Visit) -> Response:
    """The file, newest first."""
    wanted = asked_for(visit)
    with visit.read() as session:
        rows = [_row(line) for line in audit.everything(session, wanted)]
    with visit.write() as session:
        told = {"rows": len(rows), "filter": urlencode(wanted.query)}
        trail.record(session, "export", "audit", "csv", by=visit.user.name, now=visit.now, **told)
    return csv_answer(f"audit-{local(visit.now):%Y%m%d-%H%M}", HEADER, rows)


def _row(line: audit.Line) -> tuple[object, ...]:
    when = local(line.at).isoformat(timespec="seconds")
    position = "" if line.position is None else line.position
    return (
        line.id,
        when,
        line.actor,
        line.person,
        line.action,
        line.object,
        line.object_id,
        line.detail,
        position,
    )
