"""sources.toml: the packaged one is sound, a faulty one is told with place and remedy."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from crawlers.config import SourcesFile, fill_words
from crawlers.kinds import kind_names, read_options
from crawlers.registry import packaged_sources, sync
from huiying.core.clock import SHANGHAI
from huiying.core.config import load_toml
from huiying.core.database import Database
from huiying.core.errors import BadInput
from huiying.core.models import Source

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "guide"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
GOOD = """
[[source]]
name = "园区新闻网"
kind = "site"
address = "http://news.example/list.html"
[source.options]
links = "li a"
"""


def load(tmp_path: Path, text: str) -> SourcesFile:
    path = tmp_path / "sources.toml"
    path.write_text(text)
    return load_toml(path, SourcesFile)


def test_the_packaged_list_is_sound_and_claims_nothing() -> None:
    sources = load_toml(packaged_sources(), SourcesFile).source
    assert len(sources) >= 10
    assert not any(source.verified for source in sources)
    assert [source.name for source in sources if source.address and source.enabled] == []


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ('kind = "site"', 'kind = "siet"', "没有名为“siet”的信源类型，可选：api"),
        ("links", "link", "是否想写“links”？"),
        ('"li a"', '"li["', "不是有效的 CSS 选择器"),
        ('"http://', '"htp://', "不是有效的网址"),
        ("address", "adress", "是否想写“address”？"),
    ],
)
def test_a_fault_is_told_with_its_remedy(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        load(tmp_path, GOOD.replace(wrong, right))


def test_the_examples_of_the_guide_can_be_written_as_they_stand(tmp_path: Path) -> None:
    guide = (GUIDES / "hotline-and-mailbox.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    assert {load(tmp_path, one).source[0].kind for one in examples} == {"file", "mailbox"}


def test_one_name_may_not_stand_twice(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="信源名称重复：园区新闻网"):
        load(tmp_path, GOOD + GOOD)


def test_writing_the_list_again_keeps_what_the_visits_left(sqlite_database: Database, tmp_path: Path) -> None:
    sources = load(tmp_path, GOOD).source
    with sqlite_database.write() as session:
        assert sync(session, sources, NOW) == 1
    later = NOW.replace(hour=12)
    with sqlite_database.write() as session:
        source = session.scalars(select(Source)).one()
        assert source.next_due_at == NOW
        source.next_due_at = later
    with sqlite_database.write() as session:
        assert sync(session, sources, NOW) == 0
        assert session.scalars(select(Source)).one().next_due_at == later
    sources[0].interval_seconds = 60
    with sqlite_database.write() as session:
        sync(session, sources, NOW)
        assert session.scalars(select(Source)).one().next_due_at == NOW


def test_every_kind_names_its_wrong_options() -> None:
    assert {"api", "feed", "file", "site"} <= set(kind_names())
    for kind in kind_names():
        with pytest.raises(BadInput, match="没有这一项"):
            read_options(kind, {"nonsense": 1})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"fields": {}}, "选项 items：缺少这一项"),
        ({"items": "a..b", "fields": {}}, "不是有效的字段路径"),
        ({"items": "a", "fields": {"titel": "x"}}, "选项 fields.titel：没有这一项"),
        ({"items": "a", "fields": {}, "pages": 0}, "选项 pages：数值太小，至少 1"),
    ],
)
def test_the_options_of_an_api_are_checked(options: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_options("api", options)


RSSHUB = """
[[source]]
name = "微博关键词"
kind = "feed"
address = "{rsshub}/weibo/keyword/{word}"
"""


def test_sources_under_rsshub_are_only_named_until_its_address_is_given(tmp_path: Path) -> None:
    (source,) = load(tmp_path, RSSHUB).source
    assert source.address is None
    (source,) = load(tmp_path, 'rsshub = "http://10.0.0.5:1200/"' + RSSHUB).source
    assert source.address == "http://10.0.0.5:1200/weibo/keyword/{word}"
    with pytest.raises(BadInput, match="“rsshub”不是有效的网址"):
        load(tmp_path, 'rsshub = "rsshub"' + RSSHUB)


def test_only_sources_that_search_by_word_get_the_words_of_the_park(tmp_path: Path) -> None:
    own = (
        RSSHUB.replace("微博关键词", "自定").replace("{rsshub}", "http://a.example")
        + '[source.options]\nwords = ["港"]\n'
    )
    preset = """
[[source]]
name = "微博接口"
kind = "api"
address = "http://a.example/api"
[source.options]
preset = "weibo_search"
"""
    sources = load(tmp_path, 'rsshub = "http://10.0.0.5:1200"' + RSSHUB + GOOD + own + preset).source
    fill_words(sources, ["新港", "棋盘洲"])
    given = {source.name: source.options.get("words") for source in sources}
    words = ["新港", "棋盘洲"]
    assert given == {"微博关键词": words, "园区新闻网": None, "自定": ["港"], "微博接口": words}
