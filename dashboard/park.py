"""park.toml of the home: read, checked, and changed without losing what a person wrote around it.

The file stays the one truth: the dashboard rewrites only the lists that it offers, checks the whole as it
is checked on load, and replaces the file in one step. The analysis takes it up when the file has changed.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from analysis.profile import ParkProfile, default_profile
from huiying.core.config import load_toml
from huiying.core.errors import BadInput, HuiyingError, Refused

FILE = "park.toml"
LISTS = ("aliases", "places", "enterprises", "policies", "watch_words", "elsewhere", "nearby")
WIDTH = 100


@dataclass(frozen=True)
class ParkFile:
    """The profile as the file says it. `digest` tells one version of the file from another; `fault` says
    why the file does not read, and then the profile is the shipped one."""

    path: Path
    profile: ParkProfile
    digest: str
    fault: str = ""


def read(home: Path) -> ParkFile:
    """The home's park.toml; where there is none, the shipped profile stands."""
    path = home / FILE
    if not path.exists():
        return ParkFile(path, default_profile(), "")
    try:
        return ParkFile(path, load_toml(path, ParkProfile), _digest(path))
    except BadInput as error:
        return ParkFile(path, default_profile(), _digest(path), str(error))


def rewrite(home: Path, digest: str, name: str, lists: dict[str, list[str]]) -> list[str]:
    """Put the name and these lists into the file; returns the keys that changed.

    Raises Refused where the file is no longer the one of `digest`, BadInput where the result would not
    read, HuiyingError where it cannot be written. The old file then stands as it was.
    """
    path = home / FILE
    if not path.exists():
        raise Refused(f"没有 {path}，请先运行 huiying init")
    if _digest(path) != digest:
        raise Refused("文件在此期间已被改动，请核对现在的内容后再改")
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    wanted: dict[str, object] = {"name": name, **lists}
    changed = [key for key, value in wanted.items() if document.get(key, []) != value]
    for key in changed:
        value = wanted[key]
        document[key] = _array(value) if isinstance(value, list) else value
    if changed:
        _replace(path, tomlkit.dumps(document))
    return changed


def _array(names: list[str]) -> tomlkit.items.Array:
    """A list as people write it: on one line while it is short, else one name a line."""
    array = tomlkit.array()
    array.extend(names)
    return array.multiline(sum(map(len, names)) > WIDTH)


def _replace(path: Path, text: str) -> None:
    """The file is replaced whole, and only by one that reads."""
    try:
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise HuiyingError(f"无法写入 {path.parent}（{error.strerror}），请检查运行目录的权限") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        load_toml(Path(part), ParkProfile)
        Path(part).chmod(path.stat().st_mode & 0o777)
        Path(part).replace(path)
    except BadInput as error:
        raise BadInput(str(error).replace(part, str(path))) from error
    finally:
        Path(part).unlink(missing_ok=True)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
