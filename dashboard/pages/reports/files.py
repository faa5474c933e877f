"""A weekly report as a file: a page of its own to print, and files to keep, to edit, to reckon with."""

import base64
import hashlib
import re
from importlib import import_module
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from dashboard.access import NotFound
from dashboard.headers import POLICY
from dashboard.queries.reports import find_report
from dashboard.visit import Visit
from responder.reports.archive import Filed
from responder.reports.formats import html

OFFICE_DOCUMENT = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE_DOCUMENT}.wordprocessingml.document",
    "xlsx": f"{OFFICE_DOCUMENT}.spreadsheetml.sheet",
    "json": "application/json",
}
_STYLE = re.compile(r"<style>(.*?)</style>", re.S)


def as_file(visit: Visit) -> Response:
    """The report in the format that the address names, to be saved."""
    format_ = visit.request.path_params["format"]
    if format_ not in MEDIA_TYPES:
        raise NotFound(f"没有这种格式，可以下载的有：{'、'.join(MEDIA_TYPES)}")
    filed = _filed(visit)
    content = import_module(f"responder.reports.formats.{format_}").render(filed)
    name = quote(f"周报-{filed.report.week}.{format_}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=MEDIA_TYPES[format_], headers=headers)


def as_page(visit: Visit) -> Response:
    """The report's own document. Its one style sheet stands in it, and the policy names that by its hash."""
    text = html.render(_filed(visit)).decode()
    styles = " ".join(f"'sha256-{_hash(style)}'" for style in _STYLE.findall(text))
    policy = POLICY.replace("style-src 'self'", f"style-src {styles}")
    return HTMLResponse(text, headers={"Content-Security-Policy": policy})


def _filed(visit: Visit) -> Filed:
    with visit.read() as session:
        return find_report(session, visit.request.path_params["week"], visit.now).filed


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
