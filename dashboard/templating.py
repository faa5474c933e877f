"""The templates' environment: escaping is always on, a name that is not there is an error."""

from datetime import datetime, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard import access, assets, guided, words
from huiying.core.clock import local
from responder import wording
from responder.evaluation.rows import behind
from responder.sheets import readable

FOLDER = Path(__file__).parent / "templates"


def environment() -> Environment:
    """Jinja2 with the words and filters that templates use."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=readable,
    )
    made.globals.update(
        words=words,
        asset=assets.address,
        may=access.may,
        may_on=access.may_on,
        guide_of=guided.path,
        seconds=_seconds,
    )
    made.filters.update(
        moment=words.moment,
        full_moment=words.full_moment,
        ago=words.ago,
        span=wording.span,
        tier=words.tier,
        milestone=words.milestone,
        percent=wording.percent,
        behind=behind,
        for_field=_for_field,
    )
    return made


def _seconds(length: float) -> timedelta:
    return timedelta(seconds=length)


def _for_field(at: datetime) -> str:
    """A moment as a date-and-time field wants it, in the park's time."""
    return local(at).strftime("%Y-%m-%dT%H:%M")
