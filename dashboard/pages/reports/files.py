"""A weekly report as a file: JSON to reckon with, and a page of its own to print."""

import base64
import hashlib
import re

from starlette.responses import HTMLResponse, Response

from dashboard.headers import POLICY
from dashboard.queries.reports import find_report
from dashboard.visit import Visit
from responder.reports.figures import WeeklyReport
from responder.reports.formats import html, json

_STYLE = re.compile(r"<style>(.*?)</style>", re.S)


def as_json(visit: Visit) -> Response:
    """Every figure and the sentences, to be saved."""
    name = f"huiying-{_report(visit).week}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(json.render(_report(visit)), media_type="application/json", headers=headers)


def as_page(visit: Visit) -> Response:
    """The report's own document. Its one style sheet stands in it, and the policy names that by its hash."""
    text = html.render(_report(visit))
    styles = " ".join(f"'sha256-{_hash(style)}'" for style in _STYLE.findall(text))
    policy = POLICY.replace("style-src 'self'", f"style-src {styles}")
    return HTMLResponse(text, headers={"Content-Security-Policy": policy})


def _report(visit: Visit) -> WeeklyReport:
    with visit.read() as session:
        return find_report(session, visit.request.path_params["week"], visit.now).report


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
