"""The cadre's way on a phone in a real Chromium: from the letter to the answer, with and without a signal."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect
from sqlalchemy import select

from huiying.core.models import Contact, Draft
from tests.dashboard.conftest import Town
from tests.dashboard.links import Village
from tests.dashboard.pages.test_link import BY, told
from tests.dashboard.test_browser import faults
from tests.support.cast import Cast
from tests.support.pictures import png

__all__ = ["told"]
pytestmark = pytest.mark.browser
PHOTO = FilePayload(name="x.png", mimeType="image/png", buffer=png())
BODY = "经核实，渡口段路灯电缆被挖断，已联系供电所抢修。"


@pytest.fixture
def phone(browser: Browser, town: Town) -> Iterator[BrowserContext]:
    """A phone on which nothing may be asked of another host."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context
    context.close()
    assert [url for url in asked if not url.startswith((town.url, "data:", "blob:"))] == []


def entered(place: Village, context: BrowserContext) -> Page:
    """The cadre taps the link in the letter, then the button."""
    page = context.new_page()
    page.goto(place.link())
    page.get_by_role("button", name="打开并办理").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("棋盘洲一化工厂爆炸")
    return page


def write(page: Page) -> None:
    """The answer, filled in but not yet sent."""
    page.locator("summary", has_text="写首发权威信息").tap()
    page.get_by_label("正文", exact=True).fill(BODY)
    for element in ("事实真相", "政策措施", "处置结果"):
        page.get_by_label(element, exact=True).check()


def drafts(town: Town) -> list[Draft]:
    with town.database.read() as session:
        return list(session.scalars(select(Draft)))


def test_from_the_letter_to_the_answer(told: Village, phone: BrowserContext) -> None:
    told.town.change(lambda cast: office_has_a_phone(cast))
    page = entered(told, phone)
    page.get_by_role("button", name="签收").tap()
    expect(page.get_by_role("status").first).to_have_text("已签收。")
    write(page)
    page.get_by_label("证据照片").set_input_files([PHOTO])
    page.get_by_role("button", name="送审").tap()
    expect(page.get_by_role("status").first).to_contain_text("稿件已送审")
    expect(page.get_by_role("img")).to_be_visible()
    expect(page.get_by_role("link", name="0714-0000001")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("localStorage.length") == 0
    (draft,) = drafts(told.town)
    assert (draft.drafted_by, draft.body) == (BY, BODY)
    assert BY in told.town.signed_in("officer").read("/case/1")


def office_has_a_phone(cast: Cast) -> None:
    person = Contact(unit_id=cast.office.id, duty="handler", name="值班员", phone="0714-0000001")
    cast.session.add(person)


def test_without_a_signal_the_answer_waits_on_the_phone_and_goes_out_by_itself(
    told: Village, phone: BrowserContext
) -> None:
    page = entered(told, phone)
    page.get_by_role("button", name="签收").tap()
    write(page)
    page.get_by_label("证据照片").set_input_files([PHOTO])
    phone.set_offline(True)
    page.get_by_role("button", name="送审").tap()
    expect(page.get_by_text("没有信号：已保存在本机").first).to_be_visible()
    assert drafts(told.town) == []
    phone.set_offline(False)
    expect(page.get_by_role("status").first).to_contain_text("稿件已送审")
    assert [draft.body for draft in drafts(told.town)] == [BODY]
    expect(page.get_by_role("img")).to_be_visible()


def test_what_was_half_written_is_there_again(told: Village, phone: BrowserContext) -> None:
    page = entered(told, phone)
    page.get_by_role("button", name="签收").tap()
    write(page)
    expect(page.get_by_text("已保存在本机").first).to_be_visible()
    page.goto(f"{told.town.url}/link/case/1")
    expect(page.get_by_label("正文", exact=True)).to_have_value(BODY)
    expect(page.get_by_text("已恢复本机保存的草稿").first).to_be_visible()
    page.get_by_role("button", name="办完了，退出").tap()
    expect(page.get_by_text("已退出")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_the_sample_is_taken_over_by_a_tap(told: Village, phone: BrowserContext) -> None:
    page = entered(told, phone)
    page.get_by_role("button", name="签收").tap()
    page.locator("summary", has_text="写首发权威信息").tap()
    page.get_by_role("button", name="照这个写").tap()
    assert "【地点】" in page.get_by_label("正文", exact=True).input_value()


def test_everything_works_without_javascript(told: Village, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(told.link())
    page.get_by_role("button", name="打开并办理").click()
    page.get_by_role("button", name="签收").click()
    page.locator("summary", has_text="不归我单位").click()
    page.get_by_role("button", name="已由其他单位在办").click()
    expect(page.get_by_text("异议已提交")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(told: Village, browser: Browser, scheme: str) -> None:
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": 390, "height": 844}, bypass_csp=True
    )
    page, found = context.new_page(), {}
    page.goto(told.link())
    found["door"] = faults(page)
    page.get_by_role("button", name="打开并办理").click()
    page.get_by_role("button", name="签收").click()
    for folded in page.locator("main summary").all():
        folded.click()
    found["case"] = faults(page)
    page.goto(told.link())
    found["used"] = faults(page)
    context.close()
    assert {name: grave for name, grave in found.items() if grave} == {}
