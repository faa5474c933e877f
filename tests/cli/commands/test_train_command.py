"""huiying train and evaluate."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    good = ["服务很好，办事很快，感谢", "环境优美，很满意", "态度热情，点赞"]
    bad = ["噪音扰民，没人管，气愤", "污水横流，臭气熏天", "拖欠工资，求助无门"]
    rows = [
        f"{text}{n},{label}"
        for n in range(10)
        for texts, label in ((good, "positive"), (bad, "negative"))
        for text in texts
    ]
    path = tmp_path / "labelled.csv"
    path.write_text("\n".join(["text,sentiment", *rows]), encoding="utf-8")
    return path


def test_a_trained_head_is_written_and_can_be_measured(run: Run, home: Path, labelled: Path) -> None:
    done = run("train", "sentiment", labelled)
    assert done.exit_code == 0, done.stderr
    card = json.loads(done.stdout)
    assert (card["task"], card["rows"]) == ("sentiment", 60)
    assert (home / "models" / "sentiment.npz").exists()
    measured = run("evaluate", "sentiment", labelled, "--weights", home / "models")
    assert json.loads(measured.stdout)["accuracy"] == 1.0


def test_the_head_in_use_is_measured_by_default(run: Run, home: Path, labelled: Path) -> None:
    done = run("evaluate", "sentiment", labelled)
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["rows"] == 60


def test_an_unknown_task_and_unusable_data_are_refused(
    run: Run, home: Path, labelled: Path, tmp_path: Path
) -> None:
    assert "没有名为“weather”的训练任务" in run("train", "weather", labelled).stderr
    (tmp_path / "broken.jsonl").write_text("{", encoding="utf-8")
    broken = run("evaluate", "sentiment", tmp_path / "broken.jsonl")
    assert broken.exit_code == 2
    assert "不是有效的 JSON" in broken.stderr
    (tmp_path / "gbk.csv").write_bytes("标题,sentiment\n好,positive\n".encode("gbk"))
    foreign = run("train", "sentiment", tmp_path / "gbk.csv")
    assert foreign.exit_code == 2
    assert "不是 UTF-8 编码" in foreign.stderr
    missing = run("train", "sentiment", tmp_path / "missing.csv")
    assert missing.exit_code == 2
    assert "没有这个文件" in missing.stderr
