"""The administrator in a real Chromium: led through a new installation, a source and a robot really tried."""

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from huiying.core.models import Robot, Source
from tests.dashboard.conftest import Town
from tests.dashboard.pages.test_setting_up import ADMIN
from tests.dashboard.test_browser import Watched, faults, sign_in
from tests.support.websites import LocalServer

pytestmark = pytest.mark.browser

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>江畔新闻</title>
<item><title>棋盘洲大道今起施工</title><link>{url}</link><pubDate>Mon, 23 Nov 2026 08:00:00 +0800</pubDate>
<description>工期两个月，请绕行。</description></item></channel></rss>"""


@pytest.fixture
def watched(page: Page, town: Town) -> Watched:
    return Watched(page).watch(town.url)


def test_an_administrator_adds_a_source_and_a_robot_that_really_hears(
    watched: Watched, town: Town, local_server: LocalServer
) -> None:
    local_server.page("/rss", FEED.format(url=local_server.url("/1")), content_type="application/rss+xml")
    local_server.json("/robot", {"errcode": 0, "errmsg": "ok"})
    town.made("boss", "administrator")
    page = watched.page
    sign_in(page, town, "boss")
    expect(page).to_have_url(f"{town.url}/admin/start")
    page.locator("#sources").get_by_role("link", name="看这一步").click()
    page.locator("#sources").get_by_role("link", name="去设置").click()
    page.get_by_role("link", name="添加信源").click()
    page.get_by_label("名称").fill("江畔新闻网")
    page.get_by_label("网址").first.fill(local_server.url("/rss"))
    page.get_by_label("类型").select_option("feed")
    page.get_by_label("在内部网络").check()
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_role("status")).to_contain_text("已添加")
    page.get_by_role("button", name="试取").click()
    expect(page.get_by_role("cell", name="棋盘洲大道今起施工")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("status")).to_contain_text("能读")
    page.get_by_role("navigation", name="管理").get_by_role("link", name="群机器人").click()
    page.get_by_label("名称").fill("新闻办值班群")
    page.get_by_role("textbox", name="地址").fill(local_server.url("/robot?key=abc"))
    page.get_by_label("在内部网络").check()
    page.get_by_role("button", name="添加").click()
    page.get_by_role("button", name="发送测试消息").click()
    expect(page.get_by_role("status")).to_contain_text("已送达")
    expect(page.get_by_role("status")).to_contain_text('"errmsg": "ok"')
    (heard,) = local_server.requests("/robot")
    assert "测试消息" in heard.json()["markdown"]["content"]
    page.get_by_role("navigation", name="管理").get_by_role("link", name="开始使用").click()
    expect(page.locator("#robots")).to_contain_text("已设好")
    assert (watched.foreign, watched.complaints) == ([], [])
    with town.database.read() as session:
        source = session.scalars(select(Source).where(Source.name == "江畔新闻网")).one()
        assert (source.kind, source.next_due_at) == ("feed", town.clock())
        assert session.scalars(select(Robot.tested_as)).one() == "delivered"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault_in_the_administration(browser: Browser, town: Town, scheme: str) -> None:
    town.made("boss", "administrator")
    town.change(lambda cast: cast.robot("https://robot.example/send"))
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": 390, "height": 844}, bypass_csp=True
    )
    page, found = context.new_page(), {}
    sign_in(page, town, "boss")
    paths = [
        page.path.replace("{robot:int}", "1").replace("{person:int}", "1")
        for page in ADMIN
        if page.method == "GET"
    ]
    for path in ["/account", *(path.replace("{unit:int}", "1") for path in paths)]:
        if "{" in path or path.endswith("/export"):
            continue
        page.goto(town.url + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        found |= {path: grave} if (grave := faults(page)) else {}
    context.close()
    assert found == {}
