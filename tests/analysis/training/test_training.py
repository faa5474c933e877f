import json
from pathlib import Path

import numpy as np
import pytest

from analysis.linear.features import word_columns
from analysis.linear.model import Ensemble, load_head
from analysis.linear.spread import places
from analysis.training import evaluate, train
from analysis.training.vocabulary import learn_rarities
from analysis.words.rarity import BITS

GOOD = ["物业乱收费，业主投诉无门", "小区路灯坏了没人修", "违建占道严重", "自来水停水三天", "下水道堵塞"]
BAD = ["老师补课收费", "幼儿园入学难", "学校食堂涨价", "学区划分不公平", "中考加分政策咨询"]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    lines = [
        {"title": f"{text}{number}", "text": text, "topic": topic}
        for topic, texts in (("城乡建设", GOOD), ("教育文体", BAD))
        for text in texts
        for number in range(4)
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    return path


def test_a_head_is_trained_saved_with_its_card_and_measured(labelled: Path, tmp_path: Path) -> None:
    said: list[float] = []
    card = train("topic", labelled, tmp_path / "w", lambda share, what: said.append(share))
    assert card["rows"] == 40 and card["cross_validated_macro_f1"] > 0.9
    assert said[0] == 0.0 and said[-1] == 1.0 and said == sorted(said)
    assert json.loads((tmp_path / "w" / "topic.json").read_text("utf-8")) == card
    shares: list[float] = []
    result = evaluate("topic", labelled, tmp_path / "w", lambda share, what: shares.append(share))
    assert result["macro_f1"] == 1.0 and shares[-1] == 1.0
    assert result["cross_validated_brier"] == card["cross_validated_brier"]
    assert sum(band["rows"] for band in result["calibration"]) == 40
    assert sum(map(sum, result["confusion"])) == 40


def test_the_card_says_how_rows_that_were_not_seen_were_judged(labelled: Path, tmp_path: Path) -> None:
    card = train("topic", labelled, tmp_path)
    assert sum(map(sum, card["cross_validated_confusion"])) == 40
    assert sum(band["rows"] for band in card["cross_validated_calibration"]) == 40
    assert 0 <= card["cross_validated_brier"] < 0.5
    assert len(card["macro_f1_by_fold"]) == card["folds"]


def test_counters_alone_can_tell_a_rumour(tmp_path: Path) -> None:
    rows = [{"text": f"第{n}条消息", "reposts": 10 ** (1 + 3 * (n % 2)), "rumor": n % 2} for n in range(60)]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    train("rumor", path, tmp_path)
    ensemble = Ensemble([load_head("rumor", tmp_path)])
    counted = places([(10, None, None), (10_000, None, None), (None, None, None)])
    chances = ensemble.chances(["新消息"] * 3, [["新", "消息"]] * 3, [0] * 3, counted)["rumor"][:, 1]
    assert chances[0] < 0.1 and chances[1] > 0.9
    assert chances[0] < chances[2] < chances[1]  # an unknown count says nothing


def test_a_letter_said_often_tells_a_rumour_no_more_than_once(tmp_path: Path) -> None:
    rows = [{"text": ("哈哈", "通报")[n % 2], "rumor": n % 2} for n in range(40)]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    train("rumor", path, tmp_path)
    ensemble = Ensemble([load_head("rumor", tmp_path)])
    said = ensemble.chances(
        ["哈哈", "哈哈哈哈"], [["哈哈"], ["哈哈", "哈哈"]], [0, 0], places([(None,) * 3] * 2)
    )
    assert said["rumor"][0].tolist() == said["rumor"][1].tolist()


def test_training_twice_gives_the_same_weights(labelled: Path, tmp_path: Path) -> None:
    train("topic", labelled, tmp_path / "a")
    train("topic", labelled, tmp_path / "b")
    one, other = (load_head("topic", tmp_path / name) for name in "ab")
    assert (one.weights == other.weights).all() and (one.columns == other.columns).all()


def test_an_unknown_task_names_those_there_are(labelled: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="topic"):
        train("topics", labelled, tmp_path)


def test_rows_without_labels_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("title,text\n甲,乙\n", "utf-8")
    with pytest.raises(ValueError, match="topic"):
        train("topic", path, tmp_path)


@pytest.mark.parametrize("task", ["topic", "sentiment", "sentiment_words", "emotion", "rumor"])
def test_every_shipped_head_has_a_card_with_its_data_and_score(task: str) -> None:
    card = load_head(task).card
    assert card["rows"] > 2000 and card["data"] and card["command"].startswith("huiying train")
    assert 0.5 < card["cross_validated_macro_f1"] < 1


def test_the_rarity_of_words_is_learned_with_a_card(labelled: Path, tmp_path: Path) -> None:
    card = learn_rarities([labelled], tmp_path)
    assert card["rows"] == 40
    with np.load(tmp_path / "words.npz") as arrays:
        idf = arrays["idf"]
    common, unknown = word_columns([["业主", "从未见过"]], BITS)
    assert idf[common] < idf[unknown]
