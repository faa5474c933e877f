"""Open pages follow what happens, in a real Chromium: after a cut and a restart of the server, too."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.app import create_app, server
from huiying.core.models import Event
from huiying.core.settings import Settings
from tests.dashboard.conftest import KEY, Town
from tests.dashboard.pages.test_wall import issued
from tests.dashboard.test_access import handed_to_enforcement
from tests.dashboard.test_browser import sign_in
from tests.dashboard.test_changes import acknowledged
from tests.support.cast import Cast, at

pytestmark = pytest.mark.browser


@contextmanager
def served(town: Town, home: Path, port: int = 0) -> Iterator[int]:
    """A server over the town's database, for as long as the block lasts; its port."""
    app = create_app(town.database, Settings(home=home), town.cast.policy, clock=town.clock, key=KEY)
    with socket.create_server(("127.0.0.1", port)) as listening:
        running = server(app, "127.0.0.1", 0)
        thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        running.should_exit = True
        thread.join(20)


def test_the_wall_follows_and_outlives_a_restart(page: Page, town: Town, tmp_path: Path) -> None:
    secret = issued(town)
    with served(town, tmp_path) as port:
        page.goto(f"http://127.0.0.1:{port}/wall/{secret}")
        expect(page.get_by_text("现在没有待办的事项")).to_be_visible()
        town.case()
        expect(page.get_by_text("棋盘洲一化工厂爆炸")).to_be_visible()
    expect(page.get_by_text("与服务器断开")).to_be_visible()
    town.case(title="码头起火")
    with served(town, tmp_path, port):
        expect(page.get_by_text("码头起火")).to_be_visible(timeout=15_000)
        expect(page.get_by_text("与服务器断开")).to_be_hidden()
        page.goto("about:blank")


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_nothing_on_the_wall_is_cut_in_half(page: Page, town: Town, width: int, height: int) -> None:
    for number in range(8):
        town.change(lambda cast, number=number: much(cast, number))
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{town.url}/wall/{issued(town)}")
    assert page.evaluate(CUT) == []
    assert page.locator(".hot li").first.is_visible() and page.locator(".burning li").count() == 5


def much(cast: Cast, number: int) -> None:
    """One more hot event with its case, each of a long title."""
    title = f"第{number}起：黄石新港园区一企业发生爆炸，伤亡情况正在核实，请大家不要围观"
    moments = {"first_at": at("09:00"), "last_at": at("09:20"), "detected_at": at("09:10")}
    event = Event(key=f"e{number}", title=title, heat=90.0 - number, tier=2, verdict={}, **moments)
    cast.session.add(event)
    cast.session.flush()
    cast.case(event=event, title=title)


CUT = """() => {
  const whole = (box, outer) => box.top >= outer.top - 1 && box.bottom <= outer.bottom + 1;
  const found = [];
  for (const item of document.querySelectorAll('#wall li, #wall p, #wall h2, #wall span')) {
    const box = item.getBoundingClientRect();
    for (let outer = item.parentElement; outer; outer = outer.parentElement) {
      const frame = outer.getBoundingClientRect();
      const beside = box.left >= frame.right - 1 || box.top >= frame.bottom;
      if (getComputedStyle(outer).overflowX === 'visible') continue;
      if (beside) break;
      if (!whole(box, frame) || box.right > frame.right + 1) found.push(item.textContent.trim());
    }
  }
  return found;
}"""
"""What a frame shows in part only; what lies wholly beside it is out of sight."""


def test_an_open_case_follows_and_leaves_what_is_being_written(page: Page, town: Town) -> None:
    case = handed_to_enforcement(town)
    sign_in(page, town, "officer")
    page.goto(f"{town.url}/case/{case}")
    page.locator("#case-clocks details").first.locator("summary").click()
    before = page.locator("#case-clocks").inner_text()
    town.change(lambda cast: acknowledged(cast, case))
    expect(page.locator("#case-clocks")).not_to_have_text(before, timeout=8000)
    expect(page.locator("#case-clocks details").first).to_have_attribute("open", "")


def test_an_open_list_follows(page: Page, town: Town) -> None:
    town.case()
    sign_in(page, town, "officer")
    page.goto(f"{town.url}/cases?show=open")
    expect(page.locator("#found li")).to_have_count(1)
    town.case(title="码头起火")
    expect(page.locator("#found li")).to_have_count(2, timeout=8000)
