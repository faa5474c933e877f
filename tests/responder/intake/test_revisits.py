"""Which posts the intake wants read again, and what their readings do to the heat."""

from datetime import timedelta

from sqlalchemy import update

from huiying.core.models import HeatReading, PostReading, Revisit, Source
from tests.responder.intake.town import NOW, Town

MINUTE = timedelta(minutes=1)
BLAST = "黄石新港园区一化工厂今天上午发生爆炸，造成3人死亡、5人受伤，现场浓烟滚滚。"


def on_the_net(town: Town, *names: str) -> None:
    named = update(Source).where(Source.name.in_(names))
    town.change(lambda session: session.execute(named.values(address="http://a.example/")))


def test_posts_of_a_live_event_are_read_again_where_they_can_be(town: Town) -> None:
    on_the_net(town, "weibo", "forum")
    fresh = town.post("weibo", BLAST, detected_at=NOW - 2 * MINUTE)
    late = town.post("weibo", BLAST + "网友拍下视频。", detected_at=NOW - 20 * MINUTE)
    town.post("weibo", "今天天气真好，适合去郊外走走。")
    town.post("forum", BLAST, archive=True)
    town.post("park", BLAST)
    town.take_in()
    assert [(plan.post_id, plan.step, plan.due_at) for plan in town.all(Revisit)] == [
        (fresh, 0, NOW + 3 * MINUTE),
        (late, 2, NOW + 40 * MINUTE),
    ]


def test_news_of_an_old_happening_is_not_read_again(town: Town) -> None:
    on_the_net(town, "forum")
    town.post("forum", BLAST, at=NOW - timedelta(days=3), detected_at=NOW)
    town.take_in()
    assert town.all(Revisit) == []


def test_each_reading_is_a_point_of_the_heat_curve(town: Town) -> None:
    on_the_net(town, "weibo")
    post = town.post("weibo", BLAST, likes=10, comments=10)
    for minutes, likes in ((0, 10), (5, 4000), (15, 9000), (60, 9000)):
        at = NOW + minutes * MINUTE
        reading = PostReading(post_id=post, read_at=at, likes=likes, comments=likes)
        town.change(lambda session, row=reading: session.add(row))
        town.take_in(at)
    curve = [reading.heat for reading in town.all(HeatReading)]
    assert len(curve) == 4
    assert curve[0] < curve[1] < curve[2]
    assert curve[3] < curve[2], "nothing was added in the last reading"
