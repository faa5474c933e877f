"""效果评估: bands and counts by unit for a month, quarter or year; every case with its parts; the formula."""

from collections import Counter
from urllib.parse import urlencode

from starlette.responses import Response

from dashboard.access import NotFound
from dashboard.queries.commendations import granted_within
from dashboard.untrusted import LARGEST_ID
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from huiying.core.models import Unit
from responder.evaluation.assessment import Assessment, assess
from responder.evaluation.period import Span

CASES_A_PAGE = 40


def show(visit: Visit) -> Response:
    """One period, which stands in the address; the running quarter where it names none."""
    span, found = assessed(visit)
    page = _page(visit, found)
    with visit.read() as session:
        praised = granted_within(session, visit.user, span.start, span.end, found.unit)
    cases = sorted(found.cases, key=lambda case: (case.closed_at or found.end, case.case_id), reverse=True)
    return visit.page(
        "evaluation.html",
        found=found,
        span=span,
        others=_others(visit, span),
        unit=visit.asked("unit"),
        address=lambda **more: _address(visit, span, **more),
        cases=cases[(page - 1) * CASES_A_PAGE : page * CASES_A_PAGE],
        page_number=page,
        pages=_pages(found),
        praised=praised,
        missing=Counter(name for case in cases for name in case.index.missing).most_common(),
    )


def assessed(visit: Visit) -> tuple[Span, Assessment]:
    """The period of the address and its assessment. Raises NotFound for what is no period or unit."""
    try:
        span = Span.parse(visit.asked("period")) if visit.asked("period") else Span.around(visit.now)[1]
        with visit.read() as session:
            unit = _unit(visit.asked("unit"))
            named = session.get(Unit, unit) if unit else None
            if unit and named is None:
                raise NotFound("没有这个单位")
            name = named.name if named else None
            return span, assess(session, span, visit.site.evaluation, visit.now, unit=name)
    except BadInput as error:
        raise NotFound(str(error)) from error


def _unit(asked: str) -> int | None:
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and 0 < int(asked[:20]) <= LARGEST_ID):
        raise NotFound("没有这个单位")
    return int(asked)


def _others(visit: Visit, span: Span) -> list[Span]:
    """The running month, quarter and year, those before them, and the one that is shown."""
    running = Span.around(visit.now)
    offered = [each for one in running for each in (one, one.before)]
    return offered if span in offered else [*offered, span]


def _address(visit: Visit, span: Span, **more: object) -> str:
    asked = {"period": span.name, "unit": visit.asked("unit"), **more}
    return "?" + urlencode({key: value for key, value in asked.items() if value})


def _page(visit: Visit, found: Assessment) -> int:
    asked = visit.asked("page")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return min(max(page, 1), _pages(found))


def _pages(found: Assessment) -> int:
    return max(1, -(-len(found.cases) // CASES_A_PAGE))
