"""台账: the register of orders, faults, proposals and commendations, on a page and as files."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from starlette.responses import Response

from dashboard import access, words
from dashboard.queries import register
from dashboard.queries.register import Wanted
from dashboard.queries.register_entries import KINDS, Entry
from dashboard.tables import csv_answer, xlsx_answer
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.clock import local
from huiying.core.models import Unit

HEADING = (
    *("日期", "编号", "类别", "事项编号", "事项", "单位", "过错", "内容", "状态"),
    *("回复或陈述期限", "回复或陈述", "回复时间", "决定", "理由", "决定人", "决定时间"),
)
WIDTHS = (17, 15, 12, 12, 36, 14, 14, 60, 12, 17, 40, 17, 10, 40, 12, 17)


def show(visit: Visit) -> Response:
    """One page of the register; filter and place stand in the address."""
    wanted = _wanted(visit)
    with visit.read() as session:
        found = register.register(session, visit.user, wanted, visit.now, before=visit.asked("before"))
        units = session.execute(select(Unit.id, Unit.name).order_by(Unit.id)).all()
    return visit.page(
        "register.html",
        found=found,
        wanted=wanted,
        kinds=KINDS,
        states=register.STATES,
        units=units if access.sees_all(visit.user) else [],
        here=urlencode(wanted.query),
    )


def as_csv(visit: Visit) -> Response:
    """The whole filter as CSV."""
    return csv_answer(_name(visit), HEADING, list(_rows(visit)))


def as_xlsx(visit: Visit) -> Response:
    """The whole filter as a workbook."""
    return xlsx_answer(_name(visit), HEADING, _rows(visit), WIDTHS)


def _rows(visit: Visit) -> Iterator[tuple[Any, ...]]:
    with visit.read() as session:
        for entry in register.whole(session, visit.user, _wanted(visit), visit.now):
            yield _row(entry)


def _row(one: Entry) -> tuple[Any, ...]:
    return (
        *(
            one.at,
            one.number,
            one.kind,
            one.case_number,
            one.title,
            one.unit,
            one.faults,
            one.said,
            one.state,
        ),
        *(one.due_at, one.reply, one.replied_at, one.result, one.reason, one.decided_by, one.decided_at),
    )


def _name(visit: Visit) -> str:
    return f"督办问责台账-{local(visit.now):%Y%m%d}"


def _wanted(visit: Visit) -> Wanted:
    """What the address asks for; what it asks for in vain is left out."""
    kind, fault, state = visit.asked("kind"), visit.asked("fault"), visit.asked("state")
    return Wanted(
        number(visit.asked("unit")),
        kind if kind in KINDS else "",
        fault if fault in words.FAULTS else "",
        state if state in register.STATES else "",
        _day(visit.asked("from")),
        _day(visit.asked("to")),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2200 else None
