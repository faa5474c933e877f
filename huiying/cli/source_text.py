"""One source by its fields or as written in sources.toml, checked as the file is."""

import tomllib
from typing import Any

from pydantic import ValidationError

from crawlers.config import SourceConfig, SourcesFile
from huiying.core.config import said
from huiying.core.errors import BadInput


def config_in(block: str, rsshub: str | None) -> SourceConfig:
    """The source of a [[source]] block; `rsshub` is the operator's own. Raises BadInput naming the key."""
    try:
        return config_from(tomllib.loads(block)["source"][0], rsshub)
    except tomllib.TOMLDecodeError as error:
        raise BadInput("信源的名称或选项中有不能写入配置的字符，请改正") from error


def config_from(fields: dict[str, Any], rsshub: str | None) -> SourceConfig:
    """The source of these fields. Raises BadInput naming the key."""
    try:
        return SourcesFile.model_validate({"source": [fields], "rsshub": rsshub}).source[0]
    except ValidationError as error:
        faults = [f"{_key(fault['loc'])}{said(fault)}" for fault in error.errors()]
        raise BadInput("；".join(faults)) from error


def _key(place: tuple[int | str, ...]) -> str:
    """The key at fault; none where the source as a whole is."""
    return f"{place[-1]}：" if isinstance(place[-1], str) else ""
