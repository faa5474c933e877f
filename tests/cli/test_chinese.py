"""click's own words: none of those that our users can meet is left in English."""

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest

from huiying.cli.chinese import SPEAKING, WORDS, translate_number

# What only a programmer can cause, or what no command of ours uses: prompts, colours, warnings.
UNMET = (
    "DeprecationWarning:",
    "Name '{name}' defined twice",
    "Boolean option {decl!r}",
    "Could not determine name",
    "No options defined but a name was passed",
    "Arguments take exactly one parameter",
    "Invalid start character",
    "Press any key",
    "Unknown color",
)


@pytest.mark.parametrize("module", SPEAKING)
def test_every_message_of_click_has_its_chinese(module: str) -> None:
    missing = [said for said in _messages(module) if said not in WORDS and not said.startswith(UNMET)]
    assert missing == []


@pytest.mark.parametrize(("english", "chinese"), WORDS.items())
def test_a_translation_fills_in_nothing_that_the_original_has_not(english: str, chinese: str) -> None:
    names = {part.partition("}")[0].partition("!")[0] for part in english.split("{")[1:]}
    filled = {part.partition("}")[0] for part in chinese.split("{")[1:]}
    assert filled <= names


def test_chinese_has_one_form_for_every_number() -> None:
    one, many = "Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."
    assert translate_number(one, many, 1) == "选项 {name} 后面须写一个值。"
    assert translate_number(one, many, 3) == "选项 {name} 后面须写 {nargs} 个值。"


def _messages(module: str) -> list[str]:
    spec = find_spec(f"click.{module}")
    assert spec is not None and spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    found = [argument for call in calls if call.func.id in ("_", "ngettext") for argument in call.args[:2]]  # type: ignore[attr-defined]
    return [one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str)]
