"""The assessment as one page: no script, nothing loaded, readable on paper and in the dark."""

from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from responder.evaluation.assessment import Assessment
from responder.evaluation.index import STATES
from responder.evaluation.rows import behind
from responder.sheets import readable
from responder.wording import moment, percent


def render(found: Assessment) -> bytes:
    """A whole HTML document in Chinese."""
    return _environment().get_template("assessment.html").render(found=found, states=STATES).encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("responder.evaluation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=readable,
    )
    environment.filters |= {"percent": percent, "moment": _moment, "behind": behind}
    return environment


def _moment(at: datetime | None) -> str:
    return moment(at) if at else "—"
