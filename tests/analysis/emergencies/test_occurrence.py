"""When it happened, as the report says."""

from datetime import UTC, datetime, timedelta

import pytest

from analysis.emergencies.occurrence import SHANGHAI, occurred

READ = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11月23日9时许，棋盘洲一企业发生爆炸。", (11, 23, 9, 0)),
        ("11月23日上午9点20分，园区一车间起火。", (11, 23, 9, 20)),
        ("2026年11月22日晚8时30分许，发生一起泄漏。", (11, 22, 20, 30)),
        ("23日9:05，新港大道发生碰撞。", (11, 23, 9, 5)),
        ("今天凌晨2点半，仓库突发火灾。", (11, 23, 2, 30)),
        ("昨晚10时许，一货车侧翻。", (11, 22, 22, 0)),
        ("１１月２３日９时许发生爆炸。", (11, 23, 9, 0)),
        ("11月23日(周一)上午9时，发生爆炸。", (11, 23, 9, 0)),
        ("本网讯。目前救援仍在进行。11月23日6时10分左右一厂房发生坍塌。", (11, 23, 6, 10)),
    ],
)
def test_the_moment_of_the_happening_is_read(text: str, expected: tuple[int, ...]) -> None:
    assert occurred(text, READ) == datetime(2026, *expected, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "棋盘洲一企业发生爆炸，原因正在调查。",
        "11月23日15时许发生爆炸。",  # after the publication
        "2025年3月1日9时许发生爆炸。",  # another event
        "11月23日9时，园区召开座谈会。",  # nothing happened
        "2月30日9时发生爆炸。",
        "45日99时发生爆炸。",
        "事故发生后，11月救援。",
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    assert occurred(text, READ) is None


def test_year_and_month_are_taken_from_before_the_publication() -> None:
    new_year = datetime(2027, 1, 1, 8, 0, tzinfo=SHANGHAI)
    expected = datetime(2026, 12, 31, 23, 0, tzinfo=SHANGHAI)
    assert occurred("12月31日23时许发生爆炸。", new_year) == expected
    assert occurred("31日晚11时许发生爆炸。", new_year) == expected


def test_without_a_publication_moment_there_is_none() -> None:
    assert occurred("11月23日9时许发生爆炸。", None) is None


def test_the_publication_may_be_in_any_zone() -> None:
    utc = READ.astimezone(UTC)
    assert occurred("今天9时许发生爆炸。", utc) == READ - timedelta(hours=3)
