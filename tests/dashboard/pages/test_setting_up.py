"""开始使用: a new installation's administrator is led through what is missing, and may leave it at that."""

import re

from dashboard.routes import PAGES
from huiying.core.models import Robot, Source
from tests.dashboard.conftest import Town, Visitor
from tests.support.cast import Cast, at

HERE = "/admin/start"
ADMIN = [page for page in PAGES if page.path.startswith("/admin") and page.asks]


def goes_to(town: Town, **fields: str) -> str:
    return str(town.visitor().sign_in("boss", **fields).headers["location"])


def state(boss: Visitor) -> dict[str, bool]:
    found = re.findall(r'id="(\w+)">\n<div class="head"><h2>[^<]*</h2><span>(.*?)</span>', boss.read(HERE))
    return {key: "已设好" in said for key, said in found}


def set_up(cast: Cast) -> None:
    """A robot that was heard, a source that was read, and in every unit somebody for each duty."""
    robot = cast.robot("https://robot.example/send")
    robot.tested_as, robot.tested_at = "delivered", at("09:00")
    source = Source(
        name="新闻网", kind="site", channel="news", address="https://a.example/", created_at=at("08:00")
    )
    source.last_success_at = at("09:00")
    cast.session.add(source)
    for unit in (cast.office, cast.enforcement, cast.welfare):
        for duty in ("handler", "head", "leader"):
            cast.contact(unit, duty, f"{duty}{unit.id}@b.example")


def test_an_administrator_is_led_through_what_is_missing(town: Town) -> None:
    boss = town.boss()
    assert goes_to(town) == HERE
    assert goes_to(town, next="/cases") == "/cases"
    assert town.visitor().sign_in("officer").headers["location"] == "/"
    assert state(boss) == {"park": False, "units": False, "people": True, "sources": False, "robots": False}
    page = boss.read(HERE)
    assert "3 个单位的经办人联系不上" in page and 'aria-current="step"' in page
    assert "先跳过" in page and "step=people" in boss.read(f"{HERE}?step=units")
    assert "还有 4 步没有设好" in boss.read("/admin")


def test_the_steps_follow_the_records(town: Town) -> None:
    boss = town.boss()
    town.change(set_up)
    assert state(boss) == {"park": False, "units": True, "people": True, "sources": True, "robots": True}
    boss.send("/admin/park/confirm")
    assert "都设好了" in boss.read(HERE)
    assert goes_to(town) == "/"
    with town.database.write() as session:
        for robot in session.query(Robot):
            robot.enabled = False
    assert state(boss)["robots"] is False


def test_who_leaves_it_at_that_is_not_led_there_again_but_can_go_on(town: Town) -> None:
    boss = town.boss()
    assert boss.send(f"{HERE}/leave").headers["location"] == "/"
    assert goes_to(town) == "/"
    assert "还有 4 步没有设好" in boss.read("/admin")


def test_what_administrators_keep_is_closed_to_auditors(town: Town) -> None:
    """The other roles are asked for in test_access.py."""
    town.made("auditor", "auditor")
    visitor = town.signed_in("auditor")
    kept = [page for page in ADMIN if page.asks and page.asks.startswith("tend_")]
    assert len(kept) > 20
    for page in kept:
        path = re.sub(r"\{[^}]+\}", "1", page.path)
        answer = visitor.http.get(path) if page.method == "GET" else visitor.send(path)
        assert answer.status_code == 403, page.path


def test_every_room_opens_to_an_administrator_and_shows_no_secret(town: Town) -> None:
    boss = town.boss()
    town.change(set_up)
    for page in ADMIN:
        if page.method == "GET" and "export" not in page.path:
            shown = boss.read(re.sub(r"\{[^}]+\}", "1", page.path))
            assert 'aria-label="管理"' in shown and "style=" not in shown, page.path
