from collections.abc import Iterator
from datetime import timedelta
from urllib.request import Request, urlopen

from crawlers.config import SourceConfig, SourcesFile
from crawlers.items import Ask, Item, Page, Place
from crawlers.kinds import collector_of, collects, find_kind, read_options
from huiying.cli.demo.scene import TEMPLATE_CHANGES
from huiying.cli.demo.town import Town
from tests.cli.demo.visiting import T0
from tests.support.memories import Remembering


def test_the_sources_are_what_an_operator_may_write(town: Town) -> None:
    sources = SourcesFile.model_validate({"source": town.sources()}).source
    assert {it.kind for it in sources} == {"site", "feed", "api", "file"}
    assert {it.channel for it in sources} == {"news", "weibo", "forum", "message", "hotline"}
    assert all(it.allow_private for it in sources)


def test_the_kinds_read_every_item_with_its_key_moment_and_text(town: Town) -> None:
    read = [(name, item) for name, item in everything(town)]
    known = town.posts()
    ids = [known[(name, it.key or "")] for name, it in read]
    assert sorted(ids) == sorted(it.id for it in town.items if it.at <= T0)
    for name, (_, post) in zip(ids, read, strict=True):
        item = town.item(name)
        assert post.published_at is not None, name
        assert abs(post.published_at - item.at) < timedelta(minutes=1), name
        assert bare(item.text) in bare(post.text), name
        assert bare(item.title) == bare(post.title), name


def test_articles_are_read_in_the_template_before_the_change_as_well(town: Town) -> None:
    town.now = T0 - TEMPLATE_CHANGES - timedelta(minutes=1)
    read = [it for name, it in everything(town) if name == "江畔新闻网"]
    known = town.posts()
    assert len(read) > 5
    for post in read:
        item = town.item(known[("江畔新闻网", post.key or "")])
        assert bare(item.text) in bare(post.text), item.id


def test_counters_are_read_from_the_microblog(town: Town) -> None:
    key = str(town.item("blast-13").number)
    (post,) = [it for name, it in everything(town) if name == "同城微博" and it.key == key]
    assert (post.reposts, post.comments, post.likes, post.views) == (4200, 5200, 17_000, 3_600_000)


def bare(text: str | None) -> str:
    return "".join((text or "").split())


def everything(town: Town) -> Iterator[tuple[str, Item]]:
    for source in SourcesFile.model_validate({"source": town.sources()}).source:
        for item in read_source(source):
            yield source.name, item


def read_source(source: SourceConfig) -> Iterator[Item]:
    kind = find_kind(source.kind)
    options = read_options(source.kind, source.options)
    place = Place(source.name, source.channel, source.address or "", options)
    if collects(source.kind):
        for haul in collector_of(source.kind)(place, Remembering()):
            yield from haul.items
        return
    asks = list(kind.first(place))
    while asks:
        for found in kind.read(place, fetch(asks.pop())):
            if isinstance(found, Item):
                yield found
            else:
                asks.append(found)


def fetch(ask: Ask) -> Page:
    with urlopen(Request(ask.url, headers=dict(ask.headers)), timeout=10) as answer:
        return Page(ask, answer.url, answer.read(), answer.headers["Content-Type"], T0)
