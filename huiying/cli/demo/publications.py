"""What the park's units have published in the demo, kept in the demo home so that links live on."""

import json
from datetime import datetime
from pathlib import Path
from threading import Lock

from huiying.cli.demo.scene import Published
from huiying.core.errors import BadInput


class Publications:
    """Append-only: a correction is a further entry with the same path."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lock = Lock()
        self._all = _read(file) if file and file.exists() else []

    def add(self, published: Published) -> None:
        """Keep a publication. Raises BadInput where its path would not be one below answers/."""
        if not published.path or published.path.startswith("/") or ".." in published.path:
            raise BadInput(f"“{published.path}”不能用作发布页的路径")
        with self._lock:
            if published in self._all:
                return
            self._all.append(published)
            if self._file:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with self._file.open("a", encoding="utf-8") as out:
                    out.write(_line(published) + "\n")

    def until(self, now: datetime) -> list[Published]:
        """What had been published by `now`, newest first."""
        with self._lock:
            seen = [it for it in self._all if it.at <= now]
        return sorted(seen, key=lambda it: it.at, reverse=True)


def _read(file: Path) -> list[Published]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_published(file, line) for line in lines if line.strip()]


def _published(file: Path, line: str) -> Published:
    try:
        written = json.loads(line)
        at = datetime.fromisoformat(written.pop("at"))
        return Published(at=at, **written)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{file} 已损坏：删除演示目录后重新运行 huiying demo") from error


def _line(published: Published) -> str:
    fields = {name: getattr(published, name) for name in ("path", "title", "body", "unit")}
    return json.dumps({**fields, "at": published.at.isoformat()}, ensure_ascii=False)
