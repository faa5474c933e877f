"""What the form of a source brings, and who knows how to crawl."""

from dashboard.sourcing import SourceForm, Sourcing
from dashboard.visit import Visit
from huiying.core.errors import Refused


def read_form(visit: Visit) -> SourceForm:
    """The fields of a source."""
    return SourceForm(
        name=visit.field("name"),
        kind=visit.field("kind"),
        channel=visit.field("channel"),
        address=visit.field("address"),
        options=visit.field("options"),
        minutes=visit.field("minutes"),
        local=visit.field("local") == "yes",
        allow_private=visit.field("allow_private") == "yes",
    )


def door(visit: Visit) -> Sourcing:
    """Who knows how to crawl. Raises Refused where the dashboard is served without."""
    if visit.site.sourcing is None:
        raise Refused("这里不能添加、修改和试取信源，请在服务器上用 huiying sources add、sources check")
    return visit.site.sourcing
