"""试取: a source is fetched once, nothing is stored, and what came is said with what it likely means."""

from dataclasses import dataclass
from time import monotonic
from typing import Any

from crawlers import rounds
from crawlers.config import SourceConfig
from crawlers.health.saying import with_meaning
from huiying.core.errors import HuiyingError

FIELDS = {"with_title": "标题", "with_date": "时间", "with_text": "正文"}
MAY_BE_EMPTY = ("file", "mailbox", "manual")


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of one look. `outcome` is empty where the crawler itself did not come to an end."""

    failure: str | None
    said: str | None
    seconds: float
    outcome: dict[str, Any]
    items: list[dict[str, Any]]


def look(config: SourceConfig) -> Looked:
    """Fetch the source once, in a child process; a minute at the most."""
    began = monotonic()
    try:
        found = rounds.check(config)
    except HuiyingError as error:
        return Looked(str(error), str(error), round(monotonic() - began, 1), {}, [])
    outcome = found.outcome
    failure = outcome["failure"] or (None if found.items else _nothing(config, outcome["last_error"]))
    seconds = round(monotonic() - began, 1)
    return Looked(failure, _said(failure, outcome), seconds, outcome, found.items)


def _said(failure: str | None, outcome: dict[str, Any]) -> str | None:
    """Why nothing came, with what it likely means; else what could not be read, and what is mostly missing
    from what came."""
    if failure is not None:
        return with_meaning(failure)
    # A microblog has no titles; what has neither title nor text is not read at all.
    missing = [said for name, said in FIELDS.items() if outcome[name] * 2 < outcome["items"]]
    if outcome["with_text"] == outcome["items"]:
        missing = [said for said in missing if said != FIELDS["with_title"]]
    lacking = f"多数没有{'、'.join(missing)}，请核对选项" if missing else None
    return "；".join(filter(None, (outcome["last_error"], lacking))) or None


def _nothing(config: SourceConfig, last_error: str | None) -> str | None:
    """What it means that nothing came: a folder or a mailbox may be empty, a web page may not."""
    return last_error or (None if config.kind in MAY_BE_EMPTY else "没有读到任何条目")
