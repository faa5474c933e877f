"""取证: each post of an event says what was kept of it, and what has become of the original."""

from huiying.core.models import EventPost, Post, PostVersion, Source
from tests.dashboard.conftest import Town
from tests.dashboard.pages.test_desk import with_event
from tests.support.cast import Cast, at


def kept(cast: Cast) -> None:
    """Three posts of one event: unchanged; changed twice; changed, then gone."""
    event = with_event(cast, [])
    source = Source(name="论坛", kind="site", channel="forum", created_at=at("00:00"))
    cast.session.add(source)
    cast.session.flush()
    later = ([], [("10:10", 200), ("15:10", 200)], [("10:10", 200), ("15:10", 404)])
    for number, versions in enumerate(later):
        post = Post(
            source_id=source.id, key=str(number), channel="forum", text="海口大道异味刺鼻",
            detected_at=at("09:10"), content_hash=f"{number}abc" * 16, url=f"http://a.example/{number}",
        )  # fmt: skip
        cast.session.add(post)
        cast.session.flush()
        cast.session.add(EventPost(post_id=post.id, event_id=event.id, joined_at=at("09:10")))
        for clock, status in versions:
            cast.session.add(PostVersion(post_id=post.id, seen_at=at(clock), status=status))


def test_the_event_page_says_what_was_kept_and_what_became_of_it(town: Town) -> None:
    town.change(kept)
    page = town.signed_in("officer").read("/event/1")
    assert "存证 11月23日 09:10，指纹 0abc0abc0abc</p>" in page
    assert "指纹 1abc1abc1abc；其后改动 2 次，最近 11月23日 15:10，各版均已留存</p>" in page
    assert "改动 1 次，最近 11月23日 10:10，各版均已留存；11月23日 15:10 起原页面已不存在（404）</p>" in page
