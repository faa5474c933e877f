"""What the first run of a demo home settles for good: T0 and the town's port.

The port is part of the addresses by which posts are known, so a later run must have the same one.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from huiying.core.errors import BadInput

FILE = "town.json"


@dataclass(frozen=True, slots=True)
class Frozen:
    """T0, the first run's moment (aware), and the port that the town had then (0: any)."""

    t0: datetime
    port: int = 0


def thaw(home: Path) -> Frozen | None:
    """What an earlier run settled; None in a new home. Raises BadInput where the file is damaged."""
    path = home / FILE
    if not path.exists():
        return None
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        t0, port = datetime.fromisoformat(written["t0"]), int(written["port"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path} 已损坏：删除演示目录 {home} 后重新运行 huiying demo") from error
    if t0.tzinfo is None:
        raise BadInput(f"{path} 中的时间缺少时区：删除演示目录 {home} 后重新运行 huiying demo")
    return Frozen(t0, port)


def freeze(home: Path, settled: Frozen) -> None:
    """Write it down; the file is whole or not there."""
    home.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"t0": settled.t0.isoformat(), "port": settled.port}, indent=2)
    half = home / f"{FILE}.half"
    half.write_text(text + "\n", encoding="utf-8")
    half.replace(home / FILE)


def settled(home: Path, now: datetime, port: int = 0) -> Frozen:
    """What an earlier run settled, else `now` to the second and `port`; writes nothing."""
    return thaw(home) or Frozen(now.replace(microsecond=0), port)
