"""One look at a source, in a child process of its own; nothing is stored."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from crawlers.config import SourceConfig
from huiying.core.errors import BadInput, HuiyingError
from huiying.core.models import Source

_SECONDS = 60


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one fetch of a source gave, without storing anything.

    `outcome` holds requests, errors, links, items, with_title, with_date, with_text, last_error and failure
    (None where the source could be read).
    """

    items: list[dict[str, Any]]
    outcome: dict[str, Any]


def check(config: SourceConfig) -> CheckResult:
    """Fetch a source once, with at most five of its articles, and store nothing.

    Raises BadInput where it has no address, HuiyingError where it does not answer within a minute.
    """
    if config.address is None:
        raise BadInput(f"信源“{config.name}”没有填写网址，无法检查")
    rows = _child(["--check"], config.model_dump_json().encode(), f"信源“{config.name}”")
    outcomes = [row["outcome"] for row in rows if "outcome" in row]
    if not outcomes:
        raise HuiyingError(f"信源“{config.name}”的检查没有完成，请稍后再试")
    return CheckResult([row["item"] for row in rows if "item" in row], outcomes[0])


def config_of(source: Source) -> SourceConfig:
    """A stored source as the configuration it stands for, e.g. to check it."""
    names = (
        "name", "kind", "channel", "address", "interval_seconds", "weight", "local", "enabled",
        "verified", "allow_private", "expected_hours", "verify_certificate", "requests_a_visit",
        "requests_a_day", "megabytes_a_day",
    )  # fmt: skip
    values = {name: getattr(source, name) for name in names}
    return SourceConfig(**values, options=source.options or {})


def _child(arguments: list[str], told: bytes, what: str) -> list[dict[str, Any]]:
    """What a child process says, line by line; it says nothing only when it broke."""
    command = [sys.executable, "-m", "crawlers.round", "--limit", str(_SECONDS), *arguments]
    try:
        done = subprocess.run(command, input=told, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise HuiyingError(f"{what}在 {_SECONDS} 秒内没有读完") from error
    rows = [json.loads(line) for line in done.stdout.decode().splitlines() if line.strip()]
    if done.returncode != 0 or not rows:
        said = done.stderr.decode("utf-8", "replace").strip()[-500:]
        raise HuiyingError(f"{what}检查中断（退出码 {done.returncode}）：{said}")
    return rows
