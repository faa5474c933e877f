"""The report on A4, for paper and archive (PDF/A): fonts within, nothing loaded."""

import json
import unicodedata
from dataclasses import asdict
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

from huiying.core.errors import HuiyingError
from responder.reports.archive import Filed
from responder.reports.chapters import outline

FONTS = Path(__file__).parent.parent / "fonts"
REGULAR, LACKING = "NotoSansSC-Regular.ttf", "□"
TEMPLATE = Path(__file__).parent.parent / "templates" / "weekly.typ"


def render(filed: Filed) -> bytes:
    """The PDF's bytes. Raises HuiyingError where the fonts have not been fetched."""
    if not (FONTS / REGULAR).is_file():
        raise HuiyingError("缺少报告所用的字体，请在程序目录执行 make assets 后再试")
    told = json.dumps(_drawable(asdict(outline(filed))), ensure_ascii=False)
    made: bytes = typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"outline": told},
        format="pdf",
        pdf_standards="a-2a",
        timestamp=filed.report.made_at.astimezone(UTC).replace(microsecond=0),
    )
    return made


def _drawable(told: Any) -> Any:
    """What the archive's form refuses is replaced: marks without a shape by nothing, letters that the font
    has not (an emoji, a far script) by an empty box."""
    if isinstance(told, dict):
        return {key: _drawable(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_drawable(value) for value in told]
    if isinstance(told, str):
        return "".join(char if ord(char) in _letters() else _instead(char) for char in told)
    return told


def _instead(char: str) -> str:
    return "" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Mn") else LACKING


@cache
def _letters() -> frozenset[int]:
    with TTFont(FONTS / REGULAR, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
