"""An error that nobody foresaw is one line that says where it came about."""

import pytest

from huiying.cli import failures


def stumble() -> None:
    raise FileNotFoundError(2, "No such file or directory")


def test_an_unforeseen_error_names_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        stumble()
    except FileNotFoundError as error:
        assert failures.tell(error) == failures.FAILED
    said = capsys.readouterr().err
    line = stumble.__code__.co_firstlineno + 1
    assert f"No such file or directory，在 {__name__} 第 {line} 行）" in said
    assert said.count("\n") == 1
