"""A folder into which others put files: which of them are whole, and where a file goes once it is read."""

import fnmatch
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from huiying.core.errors import HuiyingError

_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".jsonl", ".ndjson", ".json")
REJECTED = ".rejected.csv"
DONE = "done"


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the folder as it was at one look; `mark` changes when somebody writes to it."""

    path: Path
    size: int
    mark: str

    @property
    def name(self) -> str:
        """Its name as text, also where the file system's is none."""
        return os.fsencode(self.path.name).decode("utf-8", "backslashreplace")


def look(folder: Path, pattern: str) -> list[Found]:
    """The tables in the folder that nobody is known to be working on, by name. Raises HuiyingError.

    Left out: names that programs use while they write (.tmp, .part and whatever is no table), hidden
    files, locks of office programs and the files that they lock, our own lists of rejected rows, links.
    """
    try:
        names = sorted(path.name for path in folder.iterdir())
    except FileNotFoundError as error:
        raise HuiyingError(f"文件夹 {folder} 不存在：请检查路径，或网络盘是否已挂载") from error
    except OSError as error:
        raise HuiyingError(f"文件夹 {folder} 无法读取（{error.strerror}）：请检查路径与权限") from error
    locked = set(filter(None, map(_locks, names)))
    wanted = (name for name in names if _is_table(name) and fnmatch.fnmatch(name, pattern))
    seen = (_seen(folder / name) for name in wanted if not _is_open(name, locked))
    return [found for found in seen if found is not None]


def is_still(found: Found) -> bool:
    """Whether the file is still as it was, so that nobody is writing it."""
    return _seen(found.path) == found


def move_to_done(found: Found, content_hash: str) -> None:
    """Keep a file that was read in the subfolder; another of the same name there stays as it is.

    Raises OSError where the folder may not be written to.
    """
    folder = found.path.parent / DONE
    folder.mkdir(exist_ok=True)
    place = folder / found.path.name
    if place.exists():
        place = place.with_name(f"{place.stem}-{content_hash[:8]}{place.suffix}")
    found.path.replace(place)


def _is_table(name: str) -> bool:
    lower = name.lower()
    return lower.endswith(_TABLES) and not lower.endswith(REJECTED) and not name.startswith((".", "~$"))


def _locks(name: str) -> str | None:
    """What a lock file locks: LibreOffice writes .~lock.NAME#, Excel ~$NAME."""
    if name.startswith(".~lock.") and name.endswith("#"):
        return name[len(".~lock.") : -1]
    return name[2:] if name.startswith("~$") else None


def _is_open(name: str, locked: set[str]) -> bool:
    # Word and Excel cut two characters off a long name before they put ~$ in front of it.
    return name in locked or name[2:] in locked


def _seen(path: Path) -> Found | None:
    try:
        told = path.lstat()
    except OSError:
        return None  # taken away meanwhile
    if not stat.S_ISREG(told.st_mode) or told.st_size == 0:
        return None
    return Found(path, told.st_size, f"{told.st_size}-{told.st_mtime_ns}")
