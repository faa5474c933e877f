"""How help reads: wrapped by the width of the letters on the screen, where a Chinese one takes two cells."""

from collections.abc import Iterable
from unicodedata import east_asian_width

import click

_NEVER_FIRST = "，。；：、？！）》”’…"
GAP = 2
WIDEST_NAME = 30


class Formatter(click.HelpFormatter):
    """click's formatter for texts without spaces between words; every line of a text stands by itself."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        super().write_usage(prog, args, prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        self.write(f"{' ' * self.current_indent}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Write `text` line by line, each wrapped to the width."""
        indent = " " * self.current_indent
        for line in text.splitlines():
            for part in wrapped(line, self.width - self.current_indent):
                self.write(f"{indent}{part}\n" if part else "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = WIDEST_NAME, col_spacing: int = GAP
    ) -> None:
        """Write names and what they mean in two columns."""
        rows = list(rows)
        column = min(max((cells(name) for name, _ in rows), default=0), col_max) + col_spacing
        margin = " " * self.current_indent
        hanging = margin + " " * column
        for name, meaning in rows:
            lines = wrapped(meaning, self.width - self.current_indent - column)
            if cells(name) + col_spacing > column:
                self.write(f"{margin}{name}\n{hanging}{lines[0]}\n")
            else:
                self.write(f"{margin}{name}{' ' * (column - cells(name))}{lines[0]}\n")
            for line in lines[1:]:
                self.write(f"{hanging}{line}\n")


def cells(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns; ASCII words stay whole, no line begins with a stop."""
    lines, line = [], ""
    for word in _words(text):
        stop = word[0] in _NEVER_FIRST
        if line and not stop and cells(line) + cells(word.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += word.lstrip() if not line else word
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    """Runs of narrow letters with the space after them; each wide letter alone."""
    words: list[str] = []
    for letter in text:
        narrow = east_asian_width(letter) not in "WF" and letter not in _NEVER_FIRST
        if narrow and words and words[-1][-1] != " " and cells(words[-1][-1]) == 1:
            words[-1] += letter
        else:
            words.append(letter)
    return words
