"""`make setup` on machines that are not as one wishes: it says what to do, in Chinese and in English."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOBODY: dict[str, Any] = {"user": 65534, "group": 65534, "extra_groups": []}  # root may write anywhere
NPM = """#!/bin/sh
if [ "$1" = --version ]; then echo 10.0.0; exit; fi
echo "$@" > {told}
exit 1
"""


@pytest.fixture
def copied() -> Iterator[Path]:
    """The tools, in a folder that others may read."""
    with tempfile.TemporaryDirectory() as made:
        shutil.copytree(ROOT / "tools", Path(made, "tools"), ignore=shutil.ignore_patterns("__pycache__"))
        yield Path(made)


def test_a_folder_that_cannot_be_written_to_is_named_before_anything_is_tried(copied: Path) -> None:
    copied.chmod(0o555)
    who = NOBODY if os.geteuid() == 0 else {}
    done = subprocess.run(["bash", "tools/setup.sh"], cwd=copied, capture_output=True, text=True, **who)
    copied.chmod(0o755)
    assert done.returncode == 1
    assert f"这个文件夹不能写入（{copied}）" in done.stderr
    assert "cannot be written" in done.stderr and "make demo" in done.stderr
    assert "Traceback" not in done.stderr and "Error" not in done.stderr


@pytest.mark.parametrize("home_is_there", [True, False])
def test_npm_gets_a_cache_of_its_own_where_there_is_no_home_folder(
    copied: Path, tmp_path: Path, home_is_there: bool
) -> None:
    npm, told, home = tmp_path / "npm", tmp_path / "told", tmp_path / "home"
    npm.write_text(NPM.format(told=told))
    npm.chmod(0o755)
    if home_is_there:
        home.mkdir()
    surroundings = {"HOME": str(home), "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, "tools/assets.py"], cwd=copied, env=surroundings, capture_output=True, text=True
    )
    assert (done.returncode, "页面资源下载失败" in done.stderr) == (1, True), done.stderr
    assert ("--cache" in told.read_text()) is not home_is_there
