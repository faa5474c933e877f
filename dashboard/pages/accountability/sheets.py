"""督办单 and 问责建议书 for the printer: A4, with the slip that is sent back and the lines to sign on."""

from starlette.responses import Response

from dashboard.queries import sheets
from dashboard.visit import Visit


def order(visit: Visit) -> Response:
    """A supervision order."""
    with visit.read() as session:
        sheet = sheets.order_sheet(session, visit.user, visit.number("order"))
    return visit.page("sheet_order.html", sheet=sheet, order=sheet.order, case=sheet.case)


def proposal(visit: Visit) -> Response:
    """A proposal, with the statement and the decision where there are any."""
    with visit.read() as session:
        sheet = sheets.proposal_sheet(session, visit.user, visit.number("proposal"))
    line = sheet.file.line
    return visit.page(
        "sheet_proposal.html", sheet=sheet, file=sheet.file, line=line, evidence=sheet.file.evidence
    )
