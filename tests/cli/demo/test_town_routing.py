"""The confidence under which a person is asked, on what the town's author says of each item."""

import pytest

from analysis.analyst import Analyst
from analysis.assessment import Assessment
from analysis.profile import default_routing
from analysis.texts import Text
from huiying.cli.demo.items import Item, load_items
from huiying.cli.demo.labels import load_labels
from huiying.cli.demo.moments import Calendar
from tests.cli.demo.visiting import T0


@pytest.fixture(scope="module")
def judged() -> list[tuple[Assessment, bool]]:
    """Every item of a happening, with whether its proposed unit may rightly lead."""
    labels = load_labels()
    items = [item for item in load_items(Calendar(T0)) if item.id in labels and labels[item.id].happening]
    verdicts = Analyst.default().assess([_text(item) for item in items], T0)
    pairs = zip(items, verdicts, strict=True)
    units = {item.id: found.units for item in items if (found := labels[item.id].happening)}
    return [(verdict, verdict.unit in units[item.id]) for item, verdict in pairs if units[item.id]]


def _text(item: Item) -> Text:
    return Text(item.id, item.title, item.text, "forum")


def share(right: list[bool]) -> float:
    return sum(right) / len(right)


def test_sure_units_are_right_and_doubtful_ones_are_worth_the_question(
    judged: list[tuple[Assessment, bool]],
) -> None:
    sure = [right for verdict, right in judged if not verdict.ask_unit]
    asked = [right for verdict, right in judged if verdict.ask_unit]
    assert share(sure) > 0.9 and share(asked) < 0.6
    assert len(asked) < len(judged) / 2


def test_the_threshold_is_the_one_in_routing_toml(judged: list[tuple[Assessment, bool]]) -> None:
    bound = default_routing().ask_below
    assert all(verdict.ask_unit == (verdict.unit_confidence < bound) for verdict, _ in judged)
