"""The report as one page: no script, nothing loaded, readable on paper, in the dark, in two minutes."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from responder.reports.archive import Filed
from responder.reports.chapters import outline
from responder.reports.outline import Column
from responder.sheets import readable

CLASSES = {"text": "", "short": "k", "number": "n"}


def render(filed: Filed) -> bytes:
    """A whole HTML document in Chinese."""
    return _render(filed, "weekly.html").encode()


def body(filed: Filed) -> str:
    """What stands between head and foot, as HTML for a page that has a frame of its own."""
    return _render(filed, "weekly_body.html")


def _render(filed: Filed, template: str) -> str:
    return _environment().get_template(template).render(outline=outline(filed))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("responder.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=readable,
    )
    environment.filters["dress"] = _dress
    return environment


def _dress(column: Column, mark: str = "") -> Markup:
    """The class attribute of a cell: how its column is set, and what marks it."""
    classes = " ".join(filter(None, (mark, CLASSES[column.kind])))
    return Markup(' class="{}"').format(classes) if classes else Markup("")
