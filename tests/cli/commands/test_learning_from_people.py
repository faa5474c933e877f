"""Fifty corrections change what the machine says of the next post; one command takes it back."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from huiying.core.database import Database
from huiying.core.models import AuditEntry, Correction, Post, PostAssessment, User
from responder.corrections.correct_verdict import correct_verdict
from tests.analysis.corrections.test_learning import UNSEEN, gulls, others
from tests.cli.conftest import Run
from tests.support.cast import NINE

RIGHT = "商贸旅游"
OFFICER = User(name="officer", display_name="值班员", password_hash="-", role="office", created_at=NINE)


@pytest.fixture
def told(run: Run, home: Path, home_database: Database, tmp_path: Path) -> Callable[[int, str], None]:
    """The town's posts are there and assessed; `told(50, topic)` corrects so many of them."""
    path = tmp_path / "posts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "text"])
        table.writerows((text.id, text.text) for text in [*gulls(), *others()])
    assert run("import", path, "--source", "论坛", "--channel", "forum", "--archive").exit_code == 0
    assert run("intake", "--once").exit_code == 0

    def correct(count: int, right: str) -> None:
        with home_database.write() as session:
            for post in session.scalars(select(Post).order_by(Post.id).limit(count)):
                correct_verdict(session, post, task="topic", right=right, by=OFFICER, now=NINE)

    return correct


def topic_of_next(run: Run) -> dict[str, object]:
    done = run("assess", "-", stdin=json.dumps({"text": UNSEEN, "channel": "forum"}) + "\n")
    return dict(json.loads(done.stdout))


def test_fifty_corrections_change_a_verdict_and_the_way_back_restores_it(
    run: Run, home: Path, home_database: Database, told: Callable[[int, str], None]
) -> None:
    before = topic_of_next(run)
    assert before["topic"] != RIGHT
    told(50, RIGHT)
    learned = run("train", "topic")
    assert learned.exit_code == 0, learned.stderr
    card = json.loads(learned.stdout)
    assert (card["corrections"], card["number"], card["adopted"]) == (50, "0001", True)
    assert card["accuracy_after"] >= card["accuracy_before"]
    assert "huiying train topic --back" in learned.stderr
    after = topic_of_next(run)
    assert after["topic"] == RIGHT
    assert after["reasons"][-1]["factor"] == "人工更正"  # type: ignore[index]
    assert run("train", "topic", "--back").exit_code == 0
    assert topic_of_next(run) == before
    with home_database.read() as session:
        assert session.scalars(
            select(AuditEntry.object_id).where(AuditEntry.action == "adopt_layer")
        ).all() == ["topic/0001"]


def test_the_corrected_post_itself_says_what_the_person_said(
    run: Run, home: Path, home_database: Database, told: Callable[[int, str], None]
) -> None:
    told(1, RIGHT)
    with home_database.read() as session:
        correction = session.scalars(select(Correction)).one()
        stored = session.get(PostAssessment, correction.post_id)
        assert stored is not None
        assert (stored.topic, stored.verdict["topic"], correction.right) == (RIGHT, RIGHT, RIGHT)
        assert "更正" in stored.verdict["reasons"][-1]["evidence"]


def test_what_is_worse_on_the_validation_part_is_kept_but_not_used(
    run: Run, home: Path, home_database: Database, told: Callable[[int, str], None]
) -> None:
    told(50, RIGHT)
    assert json.loads(run("train", "topic").stdout)["adopted"]
    with home_database.write() as session:
        posts = session.scalars(select(Post).order_by(Post.id).limit(50)).all()
        for number, post in enumerate(posts):
            right = ("环境保护", "卫生计生", "教育文体", RIGHT)[number % 4]
            if right != RIGHT:
                correct_verdict(session, post, task="topic", right=right, by=OFFICER, now=NINE)
    second = json.loads(run("train", "topic").stdout)
    assert second["number"] == "0002"
    assert second["adopted"] == (second["accuracy_after"] >= second["accuracy_before"])
    assert (home / "models" / "topic" / "in_use").read_text().split()[0] == "0001"


def test_too_few_corrections_and_unknown_tasks_are_refused(
    run: Run, home: Path, told: Callable[[int, str], None]
) -> None:
    told(5, RIGHT)
    few = run("train", "topic")
    assert few.exit_code == 2 and "只有 5 条，至少要 20 条" in few.stderr
    unknown = run("train", "weather")
    assert unknown.exit_code == 2 and "可用：relevance、topic" in unknown.stderr
    nothing = run("train", "topic", "--back")
    assert nothing.exit_code == 2 and "没有在用的学习结果" in nothing.stderr
