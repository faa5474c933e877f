"""考核表: the same period as a workbook."""

from urllib.parse import quote

from starlette.responses import Response

from dashboard.pages.evaluation.show import assessed
from dashboard.visit import Visit
from responder.evaluation.formats.xlsx import render

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(visit: Visit) -> Response:
    """The workbook of the period and unit in the address."""
    span, found = assessed(visit)
    name = quote(f"考核表-{span.name}{'-' + found.unit if found.unit else ''}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(render(found), media_type=XLSX, headers=headers)
