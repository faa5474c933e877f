"""Entering by hand through the API: what the form of /posts/new takes, with the picture in base64."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from dashboard.api.ingest import Channel
from dashboard.entering import Given
from dashboard.untrusted import all_storable
from huiying.core import clock
from huiying.core.errors import BadInput
from huiying.core.models import Entry

Moment = Annotated[
    datetime, BeforeValidator(lambda value: clock.parse(value) if isinstance(value, str) else value)
]


class EntryIn(BaseModel):
    """A link, or words, or both. Moments without an offset are Asia/Shanghai."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field("", max_length=8000)
    title: str = Field("", max_length=500)
    text: str = Field("", max_length=200_000)
    channel: Channel = "manual"
    published_at: Moment | None = None
    screenshot: str | None = Field(None, description="PNG, JPEG 或 WebP，base64")

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: Any) -> Any:
        return all_storable(given)

    def given(self) -> Given:
        """As it is entered. Raises BadInput where the picture is no base64."""
        values = self.model_dump(exclude={"screenshot"})
        return Given(**values, screenshot=_picture(self.screenshot))


class EntryOut(BaseModel):
    """An entry: `state` is stored, queued (its page is awaited), fetched, or failed (`reason`)."""

    id: int
    state: Literal["stored", "queued", "fetched", "failed"]
    reason: str | None
    post: int | None
    url: str | None
    at: datetime


def as_out(entry: Entry) -> dict[str, Any]:
    """The entry as the API answers."""
    names = ("id", "state", "reason", "url")
    found = {name: getattr(entry, name) for name in names}
    return {**found, "post": entry.post_id, "at": entry.at.astimezone(UTC)}


def _picture(text: str | None) -> bytes:
    try:
        return base64.b64decode(text or "", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput("screenshot 须为 base64 编码的图片") from error
