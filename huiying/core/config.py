"""Reading an operator's TOML files: every fault names file, line, key and the nearest right name."""

import difflib
import re
import tomllib
from collections.abc import Iterable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from huiying.core.errors import BadInput

M = TypeVar("M", bound=BaseModel)

_TABLE = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-\"'.\u4e00-\u9fff]+)\s*=")
_MESSAGES = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "string_type": "应为文字（加引号）",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "list_type": "应为列表 […]",
    "dict_type": "应为一节 […]",
    "model_type": "应为一节 […]",
    "literal_error": "不在可选值之内",
    "enum": "不在可选值之内",
    "greater_than": "数值太小",
    "greater_than_equal": "数值太小",
    "less_than": "数值太大",
    "less_than_equal": "数值太大",
    "string_too_short": "不能为空",
    "too_short": "条目太少",
    "url_parsing": "不是有效的网址",
}


class Misplaced(ValueError):
    """A fault that a check over several parts found, with the place below the checked part."""

    def __init__(self, said: str, *place: int | str) -> None:
        super().__init__(said)
        self.place = place


def load_toml(path: Path | Traversable, model: type[M]) -> M:
    """The file as a checked `model`.

    Raises BadInput with one line a fault: file, line, key, what is wrong, and for an unknown key or
    value the nearest right one.
    """
    text = _read(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(_syntax(path, text, error)) from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        lines = [_fault(path, text, data, model, e) for e in error.errors()]
        raise BadInput("\n".join(lines)) from error


def _read(path: Path | Traversable) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput(f"{path}：没有这个文件，可运行 huiying init 生成缺省配置") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}：不是 UTF-8 编码，请另存为 UTF-8 后再试") from error
    except OSError as error:
        raise BadInput(f"{path}：无法读取（{error.strerror}），请检查文件权限") from error


def _syntax(path: Path | Traversable, text: str, error: tomllib.TOMLDecodeError) -> str:
    found = re.search(r"line (\d+)", str(error))
    line = int(found.group(1)) if found else text.count("\n") + 1
    shown = text.splitlines()[line - 1].strip() if 0 < line <= text.count("\n") + 1 else ""
    return f"{path} 第 {line} 行：写法有误“{shown[:60]}”，请检查引号、括号与等号"


def _fault(
    path: Path | Traversable, text: str, data: dict[str, Any], model: type[BaseModel], error: Any
) -> str:
    cause = error.get("ctx", {}).get("error")
    place = _place((*error["loc"], *getattr(cause, "place", ())), data)
    line = line_of(text, place)
    name = ".".join(str(part) for part in place) or "整个文件"
    hint = _nearest(error, model)
    return f"{path} 第 {line} 行，{name}：{said(error)}{hint}"


def said(error: Any) -> str:
    """What one of pydantic's errors says, in Chinese, without its place."""
    return _MESSAGES.get(error["type"]) or _own_words(error)


def _place(loc: tuple[int | str, ...], data: Any) -> tuple[int | str, ...]:
    """The location without the branch names that pydantic adds for unions."""
    kept: list[int | str] = []
    for index, part in enumerate(loc):
        known = isinstance(data, dict) and part in data
        known = known or (isinstance(data, list) and isinstance(part, int) and part < len(data))
        if known:
            kept.append(part)
            data = data[part]
        elif index == len(loc) - 1 and isinstance(data, dict):
            kept.append(part)
    return tuple(kept)


def _own_words(error: Any) -> str:
    message = str(error["msg"])
    return message.removeprefix("Value error, ").removeprefix("Assertion failed, ")


def _nearest(error: Any, model: type[BaseModel]) -> str:
    if error["type"] == "literal_error":
        allowed = re.findall(r"'([^']*)'", str(error["ctx"]["expected"]))
        return suggest(str(error["input"]), allowed)
    if error["type"] == "extra_forbidden":
        return suggest(str(error["loc"][-1]), _known_keys(model, error["loc"][:-1]))
    return ""


def suggest(given: str, allowed: Iterable[str]) -> str:
    """The end of a fault's line: the nearest right name, or all names where they are few."""
    names = list(allowed)
    near = difflib.get_close_matches(given, names, n=1, cutoff=0.5)
    if near:
        return f"，是否想写“{near[0]}”？"
    return f"，可选：{'、'.join(names)}" if 0 < len(names) <= 12 else ""


def _known_keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """Names that may stand at `loc`; all names of the file's models when the walk loses its way."""
    here: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, int) or here is None or part not in here.model_fields:
            continue
        here = _model_in(here.model_fields[part].annotation)
    found = here or model
    return [field.alias or name for name, field in found.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found:
            return found
    return None


def line_of(text: str, place: tuple[int | str, ...]) -> int:
    """The line (from 1) on which the key at `place` stands, or the nearest table above it."""
    counts: dict[str, int] = {}
    table: tuple[int | str, ...] = ()
    listed: tuple[int | str, ...] = ()  # the key whose list of inline tables is open
    item = -1
    best = (0, 1)
    for number, line in enumerate(text.splitlines(), 1):
        header = _TABLE.match(line)
        key = None if header else _KEY.match(line)
        if listed and line.strip().startswith("{"):
            item += 1
            here: tuple[int | str, ...] = (*listed, item)
        elif header:
            table = _table_path(header.group(2), header.group(1) == "[[", counts)
            here = table
        elif key:
            here = (*table, *_parts(key.group(1)))
            listed, item = (here, -1) if line.rstrip().endswith("[") else ((), -1)
        else:
            continue
        agreed = _agreement(here, place)
        if agreed > best[0] and len(here) <= len(place):
            best = (agreed, number)
    return best[1]


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _table_path(dotted: str, repeated: bool, counts: dict[str, int]) -> tuple[int | str, ...]:
    path: list[int | str] = []
    parts = _parts(dotted)
    for depth, part in enumerate(parts):
        path.append(part)
        name = ".".join(parts[: depth + 1])
        if repeated and depth == len(parts) - 1:
            counts[name] = counts.get(name, -1) + 1
        if name in counts:
            path.append(counts[name])
    return tuple(path)


def _agreement(here: tuple[int | str, ...], place: tuple[int | str, ...]) -> int:
    if here != place[: len(here)]:
        return 0
    return len(here)
