"""`huiying demo` in good surroundings and bad: what it says, what it leaves, how it ends."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest

from huiying.cli.demo import live
from huiying.cli.demo.cast import PASSWORD
from huiying.cli.demo.ground import demo_settings
from huiying.cli.service import only_one
from huiying.core.errors import HuiyingError
from huiying.core.settings import Settings
from tests.cli.conftest import Run
from tests.cli.demo import runs


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens at."""
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        yield other.getsockname()[1]


def test_a_real_installation_is_never_taken_for_the_demos_home(home: Path, run: Run) -> None:
    before = sorted(path.name for path in home.iterdir())
    done = run("demo", "--once")
    assert (done.exit_code, "正式的运行目录" in done.stderr) == (2, True)
    assert sorted(path.name for path in home.iterdir()) == before


def test_a_second_demo_on_the_same_home_is_told_of_the_first(no_home: Path, run: Run) -> None:
    no_home.mkdir()
    with only_one(no_home):
        done = run("demo", "--once")
    assert done.exit_code == 1
    assert str(os.getpid()) in done.stderr
    assert "HUIYING_HOME" in done.stderr


def test_a_home_that_cannot_be_made_says_where_to_go_instead(
    no_home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_home.write_text("a file")
    for home in (no_home, no_home / "below"):
        monkeypatch.setenv("HUIYING_HOME", str(home))
        done = run("demo", "--once")
        assert (done.exit_code, "无法建立或写入" in done.stderr) == (1, True)


def test_json_belongs_to_a_single_run(no_home: Path, run: Run) -> None:
    done = run("demo", "--json")
    assert (done.exit_code, "--once" in done.stderr) == (2, True)
    assert not no_home.exists()


def test_the_usual_home_is_the_demos_own_and_somebodys_real_database_is_left_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("HUIYING_HOME", raising=False)
    monkeypatch.setenv("HUIYING_DATABASE_URL", "postgresql://park.example/real")
    monkeypatch.setenv("HUIYING_SMTP_HOST", "mail.park.example")
    settings = demo_settings()
    assert settings.home == Path("huiying-demo")
    assert settings.url().startswith("sqlite:///")
    assert settings.smtp_host is None


def test_an_empty_variable_names_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYING_HOME", "")
    assert demo_settings().home == Path("huiying-demo")


def test_a_port_in_use_is_passed_over_and_said_unless_it_was_asked_for(
    taken: int, capfd: pytest.CaptureFixture[str]
) -> None:
    with closing(live.listening_for(Settings(port=taken), None)) as found:
        assert taken < found.getsockname()[1] <= taken + live.PORTS_TRIED
    assert f"端口 {taken} 已被占用" in capfd.readouterr().err
    with pytest.raises(HuiyingError, match="--port"):
        live.listening_for(Settings(), taken)


def test_the_desk_answers_while_the_week_goes_on_and_an_interrupt_ends_every_process(
    tmp_path: Path,
) -> None:
    demo = subprocess.Popen(
        runs.command("--port", "0"),
        env=runs.environment(tmp_path / "home"),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert demo.stderr
    said = []
    for line in demo.stderr:
        said.append(line)
        if "正在补演" in line:
            break
    told = "".join(said)
    address = re.search(r"回应演示：(\S+)", told)
    assert address, told
    assert urlopen(address[1] + "login", timeout=30).status == 200
    assert all(name in told for name in (PASSWORD, "zhiban", "zhifa", "lingdao", "admin", "Ctrl-C"))
    children = Path(f"/proc/{demo.pid}/task").glob("*/children")
    born = [int(pid) for path in children for pid in path.read_text().split()]
    demo.send_signal(signal.SIGINT)
    rest = demo.communicate(timeout=60)[1]
    assert (demo.returncode, "已停止" in rest) == (0, True), rest
    assert [pid for pid in born if Path(f"/proc/{pid}").exists()] == []


def test_a_single_run_that_is_asked_to_end_stops_at_a_good_point_and_says_how_to_go_on(
    tmp_path: Path,
) -> None:
    demo = subprocess.Popen(
        runs.command("--once"), env=runs.environment(tmp_path / "home"), stderr=subprocess.PIPE, text=True
    )
    assert demo.stderr
    assert next((line for line in demo.stderr if "正在补演" in line), None)
    demo.send_signal(signal.SIGTERM)
    rest = demo.communicate(timeout=60)[1]
    assert (demo.returncode, "再次运行会从这里继续" in rest) == (1, True), rest
    assert "Traceback" not in rest
