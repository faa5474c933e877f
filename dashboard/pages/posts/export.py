"""The posts of the address as a table to take along."""

from starlette.responses import Response

from dashboard import tables
from dashboard.access import NotFound
from dashboard.queries.posts.rows import HEADING, rows
from dashboard.queries.posts.wanted import wanted
from dashboard.visit import Visit
from huiying.core import audit
from huiying.core.clock import local

FORMS = {"csv": tables.csv_answer, "xlsx": tables.xlsx_answer}


def show(visit: Visit) -> Response:
    """CSV or XLSX; who took what is audited."""
    form, asked = visit.request.path_params["form"], wanted(visit.asked)
    if form not in FORMS:
        raise NotFound("没有这种格式")
    with visit.write() as session:
        audit.record(session, "export", "posts", form, by=visit.user.name, now=visit.now)
    name = f"信息-{local(visit.now):%Y%m%d-%H%M}"
    return FORMS[form](name, HEADING, rows(visit.site.database, asked))
