"""The templates' environment: escaping is always on, a name that is not there is an error."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard import access, assets, guided, words
from huiying.core.clock import local
from responder import wording
from responder.evaluation.rows import behind

FOLDER = Path(__file__).parent / "templates"
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def environment() -> Environment:
    """Jinja2 with the words and filters that templates use."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_in_reading_order,
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


def _in_reading_order(value: Any) -> Any:
    """Text without the marks that turn the direction of reading: they let a text look like another one."""
    if isinstance(value, str) and _TURNS.search(value):
        return type(value)(_TURNS.sub("", value))
    return value


def _seconds(length: float) -> timedelta:
    return timedelta(seconds=length)


def _for_field(at: datetime) -> str:
    """A moment as a date-and-time field wants it, in the park's time."""
    return local(at).strftime("%Y-%m-%dT%H:%M")
