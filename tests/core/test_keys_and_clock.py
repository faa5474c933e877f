"""Keyed hashes, the installation key, and the reading of moments."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from huiying.core import clock
from huiying.core.errors import HuiyingError
from huiying.core.keys import keyed_hash, make_secret, read_secret


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "home" / "secret.key"
    make_secret(path)
    first = read_secret(path)
    make_secret(path)
    assert read_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "zz", "abcd"])
def test_a_damaged_key_is_said_with_its_remedy(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secret.key"
    path.write_text(content)
    with pytest.raises(HuiyingError, match="备份"):
        read_secret(path)


def test_a_missing_key_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(HuiyingError, match="huiying init"):
        read_secret(tmp_path / "secret.key")


def test_hashes_differ_by_key_and_purpose_and_take_any_text() -> None:
    one = keyed_hash(b"k" * 32, "author", "甲")
    assert one == keyed_hash(b"k" * 32, "author", "甲")
    assert one != keyed_hash(b"q" * 32, "author", "甲")
    assert one != keyed_hash(b"k" * 32, "token", "甲")
    assert len(keyed_hash(b"k" * 32, "author", "\ud800")) == 32


def test_a_moment_without_an_offset_is_shanghai_time() -> None:
    assert clock.parse("2026-11-23T09:00:00") == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert clock.parse("2026-11-23T09:00:00Z") == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_what_is_no_moment_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="不是有效的时间"):
        clock.parse("昨天")
