"""From assessed posts to events: membership, verdicts, merges, and one writer at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from analysis.events import Changes, Described, Memory, Merged
from huiying.core.audit import MACHINE
from huiying.core.models import (
    AuditEntry,
    Case,
    CaseNote,
    ClusterEvent,
    ClusterPost,
    ClusterWindow,
    Event,
    EventPost,
    EventTier,
    HeatReading,
    Post,
    PostAssessment,
    PostReading,
)
from responder.intake import events, members, membership, window
from responder.intake.assess import assess
from responder.intake.placing import Placing
from responder.intake.window import LostRace, Window
from tests.responder.intake.town import NOW, Town
from tests.support.remembered import stored

HOUR = timedelta(hours=1)
BLAST = "黄石新港园区一化工厂今天上午发生爆炸，造成3人死亡、5人受伤，现场浓烟滚滚。"
WORSE = "黄石新港园区一化工厂今天上午发生爆炸，死亡人数上升至12人，现场浓烟已散。"
LAMPS = "韦源口镇文化路的路灯坏了半个月，晚上走路看不见，请尽快修一修。"


def test_posts_of_one_happening_are_one_event(town: Town) -> None:
    first = town.post("park", BLAST)
    second = town.post("weibo", BLAST + "网友拍下视频。")
    other = town.post("forum", LAMPS)
    summary = town.take_in()
    assert (summary.placed, summary.events) == (3, 2)
    places = {place.post_id: place.event_id for place in town.all(EventPost)}
    assert places[first] == places[second] != places[other]
    blast = next(event for event in town.all(Event) if event.id == places[first])
    assert (blast.size, blast.grade, blast.tier, blast.unit) == (2, 3, 3, "执法局")
    assert blast.verdict["emergency"]["deaths"] == 3
    assert set(blast.verdict["channels"]) == {"news", "weibo"}


def test_a_repost_names_the_post_that_it_repeats(town: Town) -> None:
    first = town.post("park", BLAST)
    town.take_in()
    second = town.post("weibo", BLAST, at=NOW + HOUR)
    town.take_in(NOW + HOUR)
    copies = {place.post_id: place.duplicate_of_id for place in town.all(EventPost)}
    assert copies == {first: None, second: first}


def test_what_is_no_business_of_the_park_gets_no_event(town: Town) -> None:
    town.post("weibo", "今天天气真好，去公园走走，晚上吃火锅。")
    summary = town.take_in()
    assert (summary.assessed, summary.relevant, summary.placed) == (1, 0, 0)
    assert town.all(Event) == []


def test_a_later_post_changes_the_verdict_and_the_history_keeps_both(town: Town) -> None:
    town.post("park", BLAST)
    town.take_in()
    town.post("park", WORSE, at=NOW + HOUR)
    town.take_in(NOW + HOUR)
    event = town.event()
    assert (event.grade, event.tier, event.size) == (2, 2, 2)
    history = town.all(EventTier)
    assert [(tier.tier, tier.by, tier.at) for tier in history] == [
        (3, MACHINE, NOW),
        (2, MACHINE, NOW + HOUR),
    ]
    assert "12" in history[1].reason
    readings = town.all(HeatReading)
    assert [(reading.at, reading.posts) for reading in readings] == [(NOW, 1), (NOW + HOUR, 2)]
    assert event.peak_heat == max(reading.heat for reading in readings)


def test_a_tier_that_a_person_gave_is_not_overwritten(town: Town) -> None:
    town.post("park", BLAST)
    town.take_in()
    event = town.event()
    town.change(
        lambda session: session.add(
            EventTier(event_id=event.id, at=NOW, tier=3, grade=3, level=None, by="chen", reason="同意")
        )
    )
    town.post("park", WORSE, at=NOW + HOUR)
    town.take_in(NOW + HOUR)
    event = town.event()
    assert (event.tier, event.grade) == (3, 2)
    assert event.verdict["tier"] == 2
    assert [(tier.tier, tier.by) for tier in town.all(EventTier)] == [(3, MACHINE), (3, "chen"), (2, MACHINE)]


def test_new_counters_of_a_post_are_heat_of_its_event(town: Town) -> None:
    post = town.post("weibo", LAMPS, reposts=1, comments=1, likes=2)
    town.take_in()
    before = town.event().heat
    later = NOW + HOUR

    def read_again(session: Session) -> None:
        found = session.get_one(Post, post)
        session.add(PostReading(post_id=post, read_at=NOW, reposts=1, comments=1, likes=2))
        session.add(PostReading(post_id=post, read_at=later, reposts=900, comments=800, likes=5000))
        found.reposts, found.comments, found.likes = 900, 800, 5000

    town.change(read_again)
    town.take_in(later)
    event = town.event()
    assert event.heat > before
    assert (event.peak_heat, event.peak_at) == (event.heat, later)
    assert [reading.at for reading in town.all(HeatReading)] == [NOW, later]
    town.take_in(later + HOUR)
    assert len(town.all(HeatReading)) == 2


def test_workers_that_place_at_once_place_every_post_once(town: Town) -> None:
    posts = [town.post("forum", f"韦源口镇{name}路的路灯坏了，请修一修。") for name in "甲乙丙丁戊己庚辛壬癸"]
    assess(town.database, town.analyst, NOW, owner="one", lease=HOUR, limit=200)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: events.place(town.database, town.analyst, NOW, at_once=3), range(4)))
    assert sum(summary.placed for summary in done) == len(posts)
    assert sorted(place.post_id for place in town.all(EventPost)) == posts
    assert sum(event.size for event in town.all(Event)) == len(posts)


def test_whoever_read_an_older_window_may_not_write(town: Town) -> None:
    def read() -> Window:
        with town.database.read() as session:
            return window.take(town.database, session, ())

    def write(former: Window) -> Window:
        with town.database.write() as session:
            return window.advance(session, former, Memory(), NOW)

    absent = read()
    first = write(absent)
    second = write(first)
    for stale in (absent, first):
        with pytest.raises(LostRace):
            write(stale)
    assert read().version == second.version == 2


def test_a_process_that_starts_afresh_goes_on_with_the_very_same_state(town: Town) -> None:
    texts = [BLAST, LAMPS, BLAST + "网友拍下视频。", LAMPS + "谢谢！", WORSE, "韦源口镇文化路路灯又坏了"]
    for number, text in enumerate(texts):
        town.post("forum", text, at=NOW + number * HOUR)
        town.take_in(NOW + number * HOUR)
    words = town.analyst.profile.words()
    with town.database.read() as session:
        kept = window.take(town.database, session, words)
        anew = window.take(town.database, session, words)
    assert kept.clusterer is not anew.clusterer
    assert kept.version == anew.version == len(texts)
    assert stored(kept.clusterer.state) == stored(anew.clusterer.state)


def test_a_batch_writes_only_the_memories_that_it_touched(town: Town) -> None:
    town.post("forum", LAMPS)
    town.take_in()
    (lamps,) = [row.memory for row in town.all(ClusterEvent)]
    town.post("park", BLAST, at=NOW + HOUR)
    town.take_in(NOW + HOUR)
    assert lamps in [row.memory for row in town.all(ClusterEvent)]
    assert [row.post_id for row in town.all(ClusterPost)] == [1, 2]


def restart(town: Town) -> None:
    """As in a new process, nothing of the window is at hand."""
    with town.database.read() as session:
        window.take(town.database, session, town.analyst.profile.words())


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (ClusterWindow, {"form": "another"}),
        (ClusterEvent, {"memory": b"broken"}),
        (ClusterPost, {"digest": b"broken"}),
    ],
)
def test_an_unreadable_window_stops_nobody(town: Town, table: type[Any], values: dict[str, object]) -> None:
    town.post("park", BLAST)
    town.take_in()
    town.change(lambda session: session.execute(update(table).values(values)))
    restart(town)
    town.post("forum", LAMPS, at=NOW + HOUR)
    assert town.take_in(NOW + HOUR).placed == 1
    assert len(town.all(Event)) == 2


def test_in_a_merge_posts_and_open_cases_go_to_the_event_that_stays(town: Town) -> None:
    blast, lamps = _merged(town)
    assert {place.event_id for place in town.all(EventPost)} == {blast.id}
    assert (blast.size, blast.merged_into_id) == (2, None)
    assert (lamps.size, lamps.merged_into_id, lamps.merged_at) == (0, blast.id, NOW + HOUR)
    assert {case.event_id for case in town.all(Case)} == {blast.id}
    assert [note.kind for note in town.all(CaseNote)] == ["merged"]
    told = [(entry.action, entry.object_id) for entry in town.all(AuditEntry) if entry.action == "merge"]
    assert told == [("merge", str(lamps.id))]


def test_in_a_merge_the_tier_that_a_person_gave_goes_along(town: Town) -> None:
    blast, _ = _merged(town, tier_by="chen")
    assert blast.tier == 1
    assert town.all(EventTier)[-1].by == "chen"


def _merged(town: Town, tier_by: str | None = None) -> tuple[Event, Event]:
    """Two events, of which a later batch says that they are one."""
    town.post("park", BLAST)
    town.post("mailbox", LAMPS)
    town.take_in()
    blast, lamps = town.all(Event)
    if tier_by:
        tier = EventTier(event_id=lamps.id, at=NOW, tier=1, grade=None, level=1, by=tier_by, reason="影响大")
        town.change(lambda session: session.add(tier))
    described = Described(blast.key, "爆炸", ("爆炸",), (), NOW, NOW, 2)
    changes = Changes(merged=(Merged(lamps.key, blast.key),), described=(described,))
    with town.database.write() as session:
        known = window.take(town.database, session, ())
        posts = members.judged(session, [place.post_id for place in town.all(EventPost)])
        placing = Placing(known, posts, changes, {lamps.key: blast.key}, {})
        assert membership.store(session, placing, NOW + HOUR).merged == 1
    with town.database.read() as session:
        stays, former = session.scalars(select(Event).order_by(Event.id)).all()
    return stays, former


def test_a_verdict_is_drawn_from_a_bounded_number_of_posts(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "NEWEST", 2)
    monkeypatch.setattr(members, "MOST_TOUCHED", 1)
    loved = town.post("weibo", LAMPS, likes=900)
    rest = [town.post("forum", LAMPS) for _ in range(4)]
    town.take_in()
    with town.database.read() as session:
        (found,) = members.stored(session, [town.event().key]).values()
    assert [one.item.post_id for one in found] == [loved, *rest[-2:]]


def test_every_placed_post_says_when(town: Town) -> None:
    town.post("park", BLAST)
    town.take_in()
    (row,) = town.all(PostAssessment)
    assert (row.placed_at, row.considered_at) == (NOW, NOW)
