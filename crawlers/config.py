"""What an operator writes in sources.toml, checked."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from crawlers.addresses import is_address
from crawlers.kinds import address_fault, kind_names, read_options
from crawlers.kinds.words import MARK
from huiying.core.errors import BadInput

RSSHUB = "{rsshub}/"
"""How an address under the operator's own RSSHub begins."""

Channel = Literal["news", "weibo", "wechat", "forum", "video", "message", "hotline", "manual"]


class SourceConfig(BaseModel):
    """One [[source]] of sources.toml.

    Without an `address` the outlet is only named: it is listed, not visited. `verified` is set once a
    person has seen `huiying sources check` read it. `weight` (0-10) is how much its posts count.
    `local` says that it speaks to the people of the park and its city. `expected_hours` is the longest
    that it may bring nothing before that is an alarm (0: it never has to bring anything; left out: its own
    history tells, and a source that is not fetched is not expected to). The three budgets have usual values
    (crawlers/budgets.py) where they are not given.
    """

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    kind: str = "site"
    channel: Channel = "news"
    address: str | None = None
    interval_seconds: int = Field(600, ge=1, le=7 * 86400)
    weight: float = Field(1.0, ge=0, le=10)
    local: bool = False
    expected_hours: float | None = Field(None, ge=0, le=366 * 24)
    enabled: bool = True
    verified: bool = False
    allow_private: bool = False
    verify_certificate: bool = True
    requests_a_visit: int | None = Field(None, ge=1, le=100_000)
    requests_a_day: int | None = Field(None, ge=1, le=1_000_000)
    megabytes_a_day: int | None = Field(None, ge=1, le=1_000_000)
    options: dict[str, Any] = Field(default_factory=dict)

    @field_validator("kind")
    @classmethod
    def _is_a_kind(cls, kind: str) -> str:
        if kind not in kind_names():
            raise ValueError(f"没有名为“{kind}”的信源类型，可选：{'、'.join(kind_names())}")
        return kind

    @field_validator("address")
    @classmethod
    def _is_an_address(cls, address: str | None, told: ValidationInfo) -> str | None:
        kind = told.data.get("kind")  # not there where it is itself at fault
        if address is None or kind is None or address.startswith(RSSHUB):
            return address
        if fault := address_fault(kind, address):
            raise ValueError(fault)
        return address

    @model_validator(mode="after")
    def _options_fit_the_kind(self) -> Self:
        # Kinds such as api cannot do without options, but a mere name needs none.
        if self.address is None and not self.options:
            return self
        try:
            read_options(self.kind, self.options)
        except BadInput as error:
            raise ValueError(f"信源“{self.name}”的{error}") from error
        return self


class SourcesFile(BaseModel):
    """The whole of sources.toml. `rsshub` is the operator's own RSSHub; while there is none, the sources
    whose addresses lie under it are only named."""

    model_config = ConfigDict(extra="forbid")

    rsshub: str | None = None
    source: list[SourceConfig] = Field(default_factory=list)

    @field_validator("rsshub")
    @classmethod
    def _is_an_address(cls, address: str | None) -> str | None:
        if address and not is_address(address):
            raise ValueError(f"“{address}”不是有效的网址，应以 http:// 或 https:// 开头")
        return address or None

    @model_validator(mode="after")
    def _rsshub_stands_for_its_address(self) -> Self:
        for source in self.source:
            if source.address and source.address.startswith(RSSHUB):
                rest = source.address.removeprefix(RSSHUB)
                source.address = f"{self.rsshub.rstrip('/')}/{rest}" if self.rsshub else None
        return self

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [source.name for source in self.source]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"信源名称重复：{'、'.join(twice)}")
        return self


def fill_words(sources: Iterable[SourceConfig], words: Sequence[str]) -> None:
    """Give `words` to the sources that search by word and name none of their own."""
    for source in sources:
        if source.address is None or source.options.get("words"):
            continue
        options = read_options(source.kind, source.options)
        if MARK in source.address or MARK in options.model_dump_json():
            source.options = {**source.options, "words": list(words)}
