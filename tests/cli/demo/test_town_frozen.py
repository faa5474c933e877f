from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huiying.cli.demo.frozen import Frozen, freeze, settled, thaw
from huiying.core.errors import BadInput

FIRST_RUN = datetime(2026, 11, 23, 1, 30, 12, 345678, tzinfo=UTC)


def test_a_later_run_has_the_moment_and_the_port_of_the_first(tmp_path: Path) -> None:
    home = tmp_path / "huiying-demo"
    first = settled(home, FIRST_RUN)
    assert first == Frozen(FIRST_RUN.replace(microsecond=0), 0)
    assert not home.exists()
    freeze(home, Frozen(first.t0, 40123))
    assert settled(home, FIRST_RUN + timedelta(days=3)) == Frozen(first.t0, 40123)
    assert [it.name for it in home.iterdir()] == ["town.json"]


def test_a_new_home_has_settled_nothing(tmp_path: Path) -> None:
    assert thaw(tmp_path) is None


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"t0": "gestern", "port": 1}', '{"t0": "2026-11-23T09:30:00", "port": 1}']
)
def test_a_damaged_file_says_which_and_what_to_do(tmp_path: Path, damage: str) -> None:
    (tmp_path / "town.json").write_text(damage, encoding="utf-8")
    with pytest.raises(BadInput, match=r"town\.json.*删除演示目录"):
        thaw(tmp_path)
