"""A report as an outline: headings, notes and tables, laid out by each format in its own way."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "short", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and what stands below it: running text, a short word that keeps to one line, a figure."""

    name: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a reader sees.

    `value` is the figure behind it, where a spreadsheet may reckon with it (a share where `text` ends
    in %); `link` a page of the dashboard; `mark` late, or tier-1 to tier-4.
    """

    text: str
    value: float | None = None
    link: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below columns; `bars` is a picture of the rows, the length of each 0–100, where there is one."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bars: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A line between the tables; a quiet one explains."""

    text: str
    quiet: bool = True


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading and what stands below it."""

    title: str
    blocks: tuple[Table | Note, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole: `summary` is read first, `foot` stands at the end."""

    title: str
    subtitle: str
    summary: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    foot: tuple[str, ...]
