"""The guided path of each account in a real Chromium: desktop and phone, light and dark."""

import pytest
from playwright.sync_api import Browser, expect

from dashboard.guides import GUIDES
from tests.dashboard.test_browser import Watched, faults
from tests.dashboard.test_demo import ACCOUNTS, DemoTown, demo_town

__all__ = ["demo_town"]

pytestmark = pytest.mark.browser

VIEWS = {
    "desktop-light": {"viewport": {"width": 1366, "height": 768}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True},
    "desktop-dark": {"viewport": {"width": 1366, "height": 768}, "color_scheme": "dark"},
    "phone-light": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "has_touch": True},
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda one: one.role)
def test_the_path_is_walked_from_the_log_in_to_its_end(
    browser: Browser, demo_town: DemoTown, account: object, view: str
) -> None:
    context = browser.new_context(locale="zh-CN", bypass_csp=True, **VIEWS[view])
    watched = Watched(context.new_page()).watch(demo_town.url)
    page, found = watched.page, {}
    page.goto(demo_town.url)
    found |= {"login": grave} if (grave := faults(page)) else {}
    page.get_by_role("button", name=f"以{account.title}登录").click()
    stops = GUIDES[account.role]
    for number, stop in enumerate(stops, 1):
        strip = page.get_by_role("complementary", name="导览")
        expect(strip).to_contain_text(stop.title)
        expect(strip).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), stop.title
        if stop.place:
            expect(page.locator(f"#{stop.place}")).to_be_in_viewport()
        found |= {stop.title: grave} if (grave := faults(page)) else {}
        if number < len(stops):
            strip.get_by_role("link", name="下一站").click()
    page.get_by_role("link", name="看完了").click()
    expect(page.get_by_role("complementary", name="导览")).to_have_count(0)
    context.close()
    assert (found, watched.foreign, watched.complaints) == ({}, [], [])


def test_the_path_is_walked_without_scripts(browser: Browser, demo_town: DemoTown) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(demo_town.url)
    page.get_by_role("button", name="以值班员登录").click()
    for stop in GUIDES["office"][1:]:
        page.wait_for_load_state()  # until then the page may still jump to the place it was asked for
        page.get_by_role("link", name="下一站").click()
        expect(page.get_by_role("complementary", name="导览")).to_contain_text(stop.title)
    page.wait_for_load_state()
    page.get_by_role("link", name="上一站").click()
    expect(page.get_by_role("complementary", name="导览")).to_contain_text(GUIDES["office"][-2].title)
    context.close()
