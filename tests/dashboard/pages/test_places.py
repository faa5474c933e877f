"""来自哪些地方: counted from the events' places, over a window; every number leads to the same list."""

import re
from datetime import timedelta

from analysis.profile import default_profile
from dashboard.queries import places
from huiying.core.models import Event, EventPlace
from tests.dashboard.conftest import Town
from tests.dashboard.pages.test_posts import event, fill, titles
from tests.dashboard.test_access import assigned


def told(town: Town, title: str, where: tuple[str, ...], posts: int, channel: str = "forum") -> int:
    """An event of so many posts now, which names these places."""
    made = event(town, title, *fill(town, *[(f"{title}{at}", "") for at in range(posts)], channel=channel))
    with town.database.write() as session:
        session.add_all(EventPlace(place=one, event_id=made) for one in where)
    return made


def rows(page: str) -> list[list[str]]:
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    cells = [re.findall(r"(?s)<t[hd].*?</t[hd]>", row) for row in body.split("<tr>")[1:]]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in row if "wide" not in row and cell] for row in cells
    ]


def test_places_rank_by_posts_with_their_cases_and_lead_to_the_same_lists(either_town: Town) -> None:
    smell = told(either_town, "异味", ("韦源口", "新港"), 3)
    told(either_town, "路灯", ("三号路",), 1, "news")
    late = either_town.case(event=_of(either_town, smell))
    either_town.change(lambda cast: assigned(cast, late, either_town.clock()))
    either_town.clock.now += timedelta(days=2)
    office = either_town.signed_in("officer")
    page = office.read("/posts/places")
    shown = [[cell for cell in row if cell] for row in rows(page)]
    assert shown == [["韦源口", "3", "1", "1", "1"], ["三号路", "1", "—", "—", "—"]]
    assert "来自哪些地方" in office.read("/") and "韦源口" in office.read("/desk/places")
    links = re.findall(r'place-bar" href="/posts\?([^"]+)"', page)
    assert [len(titles(office, one.replace("&amp;", "&"))) for one in links] == [3, 1]
    for show in ("open", "overdue"):
        assert f"/case/{late}" in office.read(f"/cases?show={show}&place=韦源口")
        assert f'href="/case/{late}"' not in office.read(f"/cases?show={show}&place=三号路")


def test_what_came_before_the_window_is_not_counted(town: Town) -> None:
    told(town, "路灯", ("三号路",), 1)
    town.clock.now += timedelta(days=8)
    office = town.signed_in("officer")
    assert "没有提到园区内的具体地点" in office.read("/posts/places")
    assert "三号路" in office.read("/posts/places?days=30")


def test_a_name_of_the_whole_park_is_no_place_in_it() -> None:
    profile = default_profile()
    assert places.is_whole("新港", profile) and places.is_whole(profile.name, profile)
    assert not places.is_whole("韦源口", profile)


def _of(town: Town, event_id: int) -> Event:
    with town.database.read() as session:
        return session.get_one(Event, event_id)
