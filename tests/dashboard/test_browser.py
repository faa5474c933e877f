"""The pages in a real Chromium: the unit's way on a phone, and what a duty officer's browser sees."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from huiying.core.models import Case
from tests.dashboard.conftest import PASSWORD, Town
from tests.dashboard.pages.test_accountability import proposed
from tests.dashboard.pages.test_desk import with_event
from tests.dashboard.pages.test_verdicts import judged
from tests.dashboard.test_access import assigned
from tests.support.cast import at

pytestmark = pytest.mark.browser


@dataclass
class Watched:
    """A page with everything that must not happen on it."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, home: str) -> "Watched":
        """Note every request that leaves the host and every complaint of the browser."""
        self.page.on("request", lambda asked: self._note(asked.url, home))
        self.page.on("console", lambda said: self._complain(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return self

    def _note(self, url: str, home: str) -> None:
        if not url.startswith((home, "data:")):
            self.foreign.append(url)

    def _complain(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)


@pytest.fixture
def watched(page: Page, town: Town) -> Watched:
    return Watched(page).watch(town.url)


@pytest.fixture
def phone(browser: Browser, town: Town) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN")
    yield Watched(context.new_page()).watch(town.url)
    context.close()


def sign_in(page: Page, town: Town, name: str) -> None:
    page.goto(f"{town.url}/login")
    page.get_by_label("账号").fill(name)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def burning(town: Town) -> int:
    """A case of tier 2 with its event, given to 执法局; its id."""
    reasons: list[dict[str, object]] = [{"factor": "伤亡", "evidence": "3 人死亡", "points": None}]
    town.change(lambda cast: with_event(cast, reasons))
    with town.database.read() as session:
        case = session.scalars(select(Case.id)).one()
    town.change(lambda cast: assigned(cast, case, at("09:30")))
    return case


def test_a_unit_signs_in_sees_its_case_and_acknowledges_it(phone: Watched, town: Town) -> None:
    case, page = burning(town), phone.page
    sign_in(page, town, "handler")
    row = page.locator(f"#case-{case}")
    expect(row).to_contain_text("3 人死亡")
    row.get_by_role("link", name="棋盘洲一化工厂爆炸", exact=True).click()
    expect(page).to_have_url(f"{town.url}/case/{case}")
    expect(page.get_by_role("heading", level=1)).to_have_text("棋盘洲一化工厂爆炸")
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_role("status")).to_contain_text("已签收")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (phone.foreign, phone.complaints) == ([], [])


def test_the_desk_draws_its_chart_under_the_strict_policy(watched: Watched, town: Town) -> None:
    burning(town)
    sign_in(watched.page, town, "officer")
    expect(watched.page.locator("[data-chart=trend] canvas")).to_be_visible()
    expect(watched.page.locator("[data-chart-table] table")).to_be_hidden()
    assert (watched.foreign, watched.complaints) == ([], [])


def test_the_countdown_ticks_from_the_stored_moment(watched: Watched, town: Town) -> None:
    case, page = burning(town), watched.page
    town.clock.now = at("09:29") + timedelta(seconds=30)
    page.clock.install(time=town.clock())
    sign_in(page, town, "officer")
    left = page.locator(f"#case-{case} .left").first
    expect(left).to_have_text("还剩 30 分")
    page.clock.fast_forward("31:00")
    expect(left).to_have_text(re.compile("超时"))


def test_an_open_desk_shows_a_new_case_by_itself(watched: Watched, town: Town) -> None:
    sign_in(watched.page, town, "officer")
    expect(watched.page.get_by_text("现在没有待办的事项")).to_be_visible()
    town.case(title="新来的一件")
    expect(watched.page.get_by_role("link", name="新来的一件", exact=True)).to_be_visible(timeout=15_000)
    assert watched.complaints == []


def test_the_address_of_a_form_opens_it(watched: Watched, town: Town) -> None:
    case = town.case()
    sign_in(watched.page, town, "officer")
    watched.page.goto(f"{town.url}/case/{case}#report_up")
    expect(watched.page.locator("#report_up").get_by_label("接收单位")).to_be_visible()


def test_a_deed_is_said_and_undone_by_the_link_beside_it(watched: Watched, town: Town) -> None:
    case, page = burning(town), watched.page
    sign_in(page, town, "officer")
    page.goto(f"{town.url}/case/{case}")
    expect(page.locator("#dismiss")).to_be_hidden()
    page.get_by_text("其他操作").click()
    form = page.locator("#dismiss")
    form.locator("summary").click()
    form.get_by_label("误报的理由").fill("演习")
    form.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("时限不计入统计")
    page.get_by_role("link", name="撤销或改动：重新办理").click()
    page.get_by_label("重新办理的理由").fill("不是演习")
    page.get_by_role("button", name="重新办理").click()
    expect(page.get_by_role("status")).to_contain_text("已重新办理")
    assert (watched.foreign, watched.complaints) == ([], [])


def test_a_leader_instructs_from_a_phone(phone: Watched, town: Town) -> None:
    case, page = burning(town), phone.page
    sign_in(page, town, "leader")
    page.goto(f"{town.url}/case/{case}")
    page.get_by_text("作批示").click()
    page.get_by_label("批示内容").fill("请查明原因")
    page.get_by_role("button", name="发出批示").click()
    expect(page.get_by_role("status")).to_contain_text("批示已发出")
    expect(page.get_by_text("批示办理", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (phone.foreign, phone.complaints) == ([], [])


def test_a_verdict_is_corrected_in_one_press(watched: Watched, town: Town) -> None:
    judged(town)
    sign_in(watched.page, town, "officer")
    watched.page.goto(f"{town.url}/posts/1")
    watched.page.get_by_role("button", name="情感应为中性").click()
    expect(watched.page.get_by_role("status")).to_contain_text("已记为训练材料")
    expect(watched.page.get_by_text("原为负面")).to_be_visible()
    assert (watched.foreign, watched.complaints) == ([], [])


def faults(page: Page) -> list[tuple[str, str]]:
    """What axe calls serious or critical: the rule and the first place."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    return [(one["id"], one["nodes"][0]["html"]) for one in grave]


def test_every_page_reads_without_javascript(browser: Browser, town: Town) -> None:
    case = burning(town)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, town, "officer")
    expect(page.get_by_role("table", name="近七日相关信息，按响应级别")).to_be_visible()
    expect(page.locator(f"#case-{case}")).to_contain_text("还剩 30 分")
    page.goto(f"{town.url}/case/{case}")
    expect(page.get_by_text("限5小时", exact=False).first).to_be_attached()
    context.close()


def test_a_leader_instructs_and_decides_on_a_phone(phone: Watched, town: Town) -> None:
    proposal, page = proposed(town), phone.page
    town.signed_in("handler").send(f"/accountability/{proposal}/state_side", text="现场通信中断")
    sign_in(page, town, "leader")
    page.get_by_role("link", name="裁定").first.click()
    expect(page.get_by_role("heading", name="提请约谈")).to_be_visible()
    assert_fits(page)
    page.get_by_label("通报批评").check()
    page.get_by_label("理由").fill("督办后仍未发布")
    page.get_by_role("button", name="作出决定").click()
    expect(page.get_by_role("heading", name="决定：通报批评")).to_be_visible()
    page.get_by_role("link", name="2026-0001", exact=True).click()
    page.locator("#instruct > summary").click()
    page.get_by_label("批示内容").fill("今晚发布首份通报，向下游三个村说明情况")
    page.get_by_label("报告期限").select_option("2小时")
    page.get_by_role("button", name="发出批示").click()
    expect(page.get_by_text("批示已发出")).to_be_visible()
    assert_fits(page)
    assert not phone.foreign and not phone.complaints


def assert_fits(page: Page) -> None:
    """Nothing is wider than the phone, and every button is high enough for a thumb."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in page.locator("main button.do:visible").all():
        assert button.bounding_box()["height"] >= 44


def test_the_flash_is_copied_in_two_clicks(watched: Watched, town: Town) -> None:
    burning(town)
    page = watched.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, town, "officer")
    page.locator("ol.hot a.title").click()
    page.get_by_role("button", name="复制全文").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied[0] == "事件：化工厂爆炸" and copied == page.locator("[data-flash]").all_text_contents()
    assert (watched.foreign, watched.complaints) == ([], [])
