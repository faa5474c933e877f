"""The duty officer's way in a real Chromium: from the link in the alert to the closed case, all by clicking.

Three people have a part in it, each in a browser of their own: the officer, the unit, another colleague.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from analysis.analyst import Analyst
from huiying.core.models import Case, Clock
from responder.intake.batch import drain
from tests.dashboard.api.test_posts import machine, push
from tests.dashboard.conftest import PASSWORD, Town
from tests.dashboard.links import Village, village
from tests.dashboard.test_browser import Watched, sign_in
from tests.support.mailboxes import Mailbox

pytestmark = pytest.mark.browser
DUTY = "duty@example.cn"
TITLE = "新港物流园区棋盘洲一化工厂爆炸"
SAID = "今日上午9时许，黄石新港物流工业园区棋盘洲一化工厂发生爆炸，已造成3人死亡、5人受伤，救援正在进行。"
BODY = "今日9时，棋盘洲一化工厂发生爆炸，伤员已全部送医，原因正在调查，今晚再次通报。"
Opening = Callable[[], Watched]


@pytest.fixture
def opening(browser: Browser, town: Town) -> Iterator[Opening]:
    """Opens a browser of one's own; nothing may leave the host or be complained of in any of them."""
    contexts, pages = [], []

    def opened() -> Watched:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        contexts.append(context)
        pages.append(Watched(context.new_page()).watch(town.url))
        return pages[-1]

    yield opened
    assert [(one.foreign, one.complaints) for one in pages] == [([], [])] * len(pages)
    for context in contexts:
        context.close()


@pytest.fixture
def alerted(town: Town, mailbox: Mailbox, tmp_path: Path) -> Village:
    """A post came in, was judged grave, and the duty officer has the alert in the mailbox."""
    place = village(town, mailbox, tmp_path)
    town.change(lambda cast: cast.contact(cast.office, "handler", DUTY))
    post = {"source": "友邻", "channel": "news", "id": "1", "title": TITLE, "text": SAID}
    push(machine(town, "posts:write"), post)
    drain(town.database, Analyst.default(), town.cast.policy, town.clock())
    place.deliver()
    return place


def test_from_the_alert_to_the_closed_case(town: Town, alerted: Village, opening: Opening) -> None:
    officer, unit, colleague = (opening().page for _ in range(3))
    arrives_by_the_letter(officer, alerted)
    confirms_and_assigns(officer)
    town.clock.now += timedelta(minutes=5)
    acknowledges_and_drafts(unit, town)
    clears(colleague, town)
    publishes(officer)
    confirms_the_evidence(colleague)
    closes(officer)
    with town.database.read() as session:
        case = session.scalars(select(Case)).one()
        clocks = session.scalars(select(Clock).where(Clock.case_id == case.id, Clock.superseded_at.is_(None)))
        unmet = {one.milestone for one in clocks if one.met_at is None}
    assert case.closed_at == town.clock()
    assert unmet == {"evaluation"}


def arrives_by_the_letter(page: Page, place: Village) -> None:
    """The link of the alert leads over the log-in to the case."""
    (letter,) = [one for one in place.letters(DUTY) if "新事项" in one or TITLE in one]
    link = re.search(r"查看：(\S+)", letter)
    assert link is not None
    page.goto(link.group(1))
    page.get_by_label("账号").fill("officer")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(link.group(1))


def confirms_and_assigns(page: Page) -> None:
    """The tier that the machine proposes stands chosen; the unit is looked for in the list."""
    page.get_by_role("button", name="确认级别").click()
    expect(page.get_by_role("status")).to_contain_text("已研判定级")
    lead = page.get_by_label("牵头单位")
    lead.select_option(lead.locator("option", has_text="执法局").get_attribute("value"))
    page.get_by_label("交办说明").fill("请立即核实伤亡情况")
    page.get_by_role("button", name="交办", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已交办")


def acknowledges_and_drafts(page: Page, town: Town) -> None:
    """In another browser, on the unit's own page."""
    sign_in(page, town, "handler")
    expect(page).to_have_url(f"{town.url}/unit")
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_role("status").first).to_contain_text("已签收")
    page.locator("summary", has_text="写回应").click()
    page.get_by_label("正文", exact=True).fill(BODY)
    for element in ("事实真相", "政策措施", "处置结果"):
        page.get_by_label(element, exact=True).check()
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_role("status").first).to_contain_text("稿件已送审")


def clears(page: Page, town: Town) -> None:
    """Somebody else finds the draft on the desk and ticks each item by hand."""
    sign_in(page, town, "clearer")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    page.get_by_role("link", name="审查 ↓").click()
    expect(page.get_by_role("heading", name="发布审查")).to_be_visible()
    ticks = page.get_by_role("button", name=re.compile("^勾选"))
    for left in range(5, 0, -1):
        expect(ticks).to_have_count(left)
        ticks.first.click()
    expect(ticks).to_have_count(0)
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("审查通过")


def publishes(page: Page) -> None:
    """The officer's page says that something waits to be published, and leads to its form."""
    page.reload()
    page.get_by_role("link", name="登记发布").click()
    expect(page.get_by_role("button", name="登记发布")).to_be_in_viewport()
    page.get_by_label("发布渠道").select_option("新闻发布会")
    page.get_by_role("button", name="登记发布").click()
    expect(page.get_by_role("status")).to_contain_text("证据尚未成立")


def confirms_the_evidence(page: Page) -> None:
    page.reload()
    page.get_by_role("link", name="核对证据 ↓").click()
    page.get_by_label("核对了什么").fill("看过发布会录像，与审查稿一致")
    page.get_by_role("button", name="核对证据").click()
    expect(page.get_by_role("status")).to_be_visible()


def closes(page: Page) -> None:
    page.reload()
    page.get_by_label("处理结果").fill("伤员全部得到救治，后续情况每日通报")
    page.get_by_role("button", name="办结", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已办结")
    expect(page.get_by_role("link", name="撤销或改动：重新办理")).to_be_visible()
