"""Hostile content, whichever way it came in, is text on every page, in every file and in every message."""

import csv
import html
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page
from pypdf import PdfReader
from sqlalchemy import delete, select, update

from analysis.analyst import Analyst
from crawlers import registry, rounds
from crawlers.config import SourceConfig
from crawlers.importing import import_rows, read_rows
from huiying.core import audit
from huiying.core.database import Database
from huiying.core.models import Case, Event, Post, PostAssessment
from responder.duty import brief
from responder.intake.batch import drain
from responder.outbox.deliver import deliver
from responder.outbox.relay import Subscription, relay, subscribe
from tests.dashboard.api.test_posts import machine, push
from tests.dashboard.conftest import KEY, Town, served_town
from tests.dashboard.furnished import NOBODY, Furnished, furnish
from tests.dashboard.links import CADRE, Village, village
from tests.dashboard.pages.test_entry import enter
from tests.dashboard.test_browser import sign_in
from tests.support.cast import at
from tests.support.mailboxes import Mailbox
from tests.support.oracles import PLAIN, addresses, markup, turns
from tests.support.websites import LocalServer

pytestmark = pytest.mark.browser
MARK = "xq7"
HOSTILE = (
    f"<script>alert('{MARK}')</script>",
    f"</script><script src=//{MARK}.example/a.js></script>",
    f"</title></style></textarea><img src=x onerror=alert('{MARK}')>",
    f"\"'><svg/onload=alert('{MARK}')>",
    f"<svg><style><img src={MARK} onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style>"
    f'<img title="--&gt;&lt;img src={MARK} onerror=alert(2)&gt;">',
    f"<a href=\"javascript:alert('{MARK}')\" {MARK}=1>看</a>",
    f"<style>*{{display:none;background:url(//{MARK}.example)}}</style>",
    f"<iframe srcdoc=\"<script>alert('{MARK}')</script>\"></iframe><base href=//{MARK}.example>",
    f"{{{{ {MARK}.__class__ }}}} {{% raw %}} ${{{MARK}}}",
    f"\u202e{MARK}\u2066 fdp.exe\u200f",
    f'=HYPERLINK("//{MARK}.example") [{MARK}](https://{MARK}.com) <@all> <at id=all></at> @all {MARK}.com',
    f"<{MARK} hx-get=/logout hx-trigger=load>&lt;script&gt;&#60;b&#62;",
)
LONG = "长" * 1_000_000
ALL = "新港物流园区棋盘洲爆炸 " + " ".join(HOSTILE)
LARGEST_PAGE = 600_000  # bytes; the text of one post stands whole on its own page alone
LOOK = """(mark) => [...document.querySelectorAll('*')].flatMap((one) => {
  const grave = ['iframe', 'object', 'embed', 'math', 'base', 'foreignobject', 'mglyph'];
  const is = (found, what) => found ? [what + ': ' + one.outerHTML.slice(0, 200)] : [];
  const runs = (at) => /^(href|src|action|formaction|xlink:href)$/.test(at.name)
    && /^\\s*(javascript|vbscript):/i.test(at.value);
  const text = ['script', 'style'].includes(one.localName) ? one.textContent : '';
  return [
    ...is(grave.includes(one.localName) || one.localName.includes(mark), 'element'),
    ...is(text.includes(mark), 'code'),
    ...[...one.attributes].flatMap((at) => is(
      at.name.startsWith('on') || at.name.includes(mark) || runs(at)
        || (at.name === 'style' && at.value.includes(mark)), at.name)),
  ];
})"""
LEADER = "leader@example.cn"
HEAD = f"\u202e{HOSTILE[0]}{HOSTILE[-1]}"


@dataclass
class Flooded:
    """A town in which everything that people may write is hostile, all of it sent out."""

    town: Town
    rooms: Furnished
    place: Village
    website: LocalServer

    @cached_property
    def answers(self) -> dict[str, list[Response]]:
        """What every address answers, by who reads it."""
        asked = self.rooms.addresses()
        return {name: list(self._read(name, asked)) for name in sorted({name for _, name in asked})}

    def _read(self, name: str, asked: list[tuple[str, str]]) -> Iterator[Response]:
        visitor = self.town.visitor() if name == NOBODY else self.town.signed_in(name)
        for path in (path for path, who in asked if who == name):
            answer = visitor.http.get(path)
            assert answer.status_code in (200, 303), (path, answer.status_code)
            yield answer


@pytest.fixture(scope="module")
def flooded(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flooded]:
    home = tmp_path_factory.mktemp("flooded")
    database = Database(f"sqlite:///{home / 'huiying.sqlite3'}")
    (home / "huiying.sqlite3").write_bytes(_sqlite_template.read_bytes())
    with Mailbox() as mailbox, LocalServer() as website:
        for town in served_town(database, home):
            place = village(town, mailbox, home)
            robots(town, website)
            rooms = furnish(town, ALL)
            crawled(town, website, home)
            imported(town, home)
            pushed(town)
            enter(town.signed_in("officer"), title=HOSTILE[3], text=f"群里说 {ALL}")
            judged_anew(town, rooms)
            sent_out(town, place)
            yield Flooded(town, rooms, place, website)
    database.close()


def robots(town: Town, website: LocalServer) -> None:
    """One robot of each kind in the office's group, and a webhook that hears of every event."""
    for kind in (*ROBOTS, "webhook"):
        website.json(f"/{kind}", {"errcode": 0, "code": 0, "ok": True})
    with town.database.write() as session:
        town.cast.session = session
        for kind in ROBOTS:
            town.cast.robot(website.url(f"/{kind}"), kind).name = f"{kind}{HOSTILE[0]}"
        boss = town.cast.officer
        boss.role = "administrator"
        asked = Subscription("系统", website.url("/webhook"), "s" * 16, ("*",))
        subscribe(session, asked, by=boss, now=town.clock()).allow_private = True
        boss.role = "office"


def judged_anew(town: Town, rooms: Furnished) -> None:
    """Everything is assessed; some of it was stored before marks that turn the reading were taken out."""
    with town.database.write() as session:
        session.execute(delete(PostAssessment))  # of the furniture's own post: it is judged with the others
    drain(town.database, Analyst.default(), town.cast.policy, town.clock())
    with town.database.write() as session:
        for kind in (Post, Event, Case):
            session.execute(update(kind).values(title=HEAD + kind.title))
        posts = [str(one) for one in session.scalars(select(Post.id).order_by(Post.id))]
        rooms.values["event"] = [str(one) for one in session.scalars(select(Event.id))][:6]
    rooms.values["post"] = posts[::3]


def sent_out(town: Town, place: Village) -> None:
    """Notices, the morning brief and what the outgoing webhook is told."""
    with town.database.write() as session:
        town.cast.session = session
        town.cast.contact(town.cast.office, "leader", LEADER)
    brief.run_due(town.database, town.clock(), at("08:00").timetz().replace(tzinfo=None))
    town.clock.now = at("09:05", 8)
    brief.run_due(town.database, town.clock(), at("08:00").timetz().replace(tzinfo=None))
    with town.database.write() as session:
        audit.seal(session)
    relay(town.database, town.clock())
    deliver(town.database, place.settings, town.clock())


def crawled(town: Town, website: LocalServer, home: Path) -> None:
    body = "".join(f"<p>{html.escape(ALL)}</p>" for _ in range(3)) + f"<p>{LONG}</p>"
    website.page("/news/", f'<ul><li><a href="/news/1.html">{html.escape(ALL[:300])}</a></li></ul>')
    title = html.escape(ALL[:300])
    website.page("/news/1.html", f"<title>{title}</title><h1>{title}</h1><div class=content>{body}</div>")
    place = SourceConfig(
        name=f"信源{HOSTILE[0]}", kind="site", address=website.url("/news/"), allow_private=True
    )
    with town.database.write() as session:
        registry.sync(session, [place], town.clock())
    found = rounds.run_due(town.database, town.site.settings, town.clock())
    assert found.new_posts == 1, found


def imported(town: Town, home: Path) -> None:
    path = home / "来信.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["留言编号", "留言主题", "留言详情", "留言用户"])
        lines = [*HOSTILE, LONG]
        rows.writerows([f"L{n}", f"{one} 路灯不亮", f"请处理 {one}", one] for n, one in enumerate(lines))
    found = import_rows(
        town.database,
        read_rows(path, now=town.clock()),
        source_name=f"信箱{HOSTILE[0]}",
        channel="message",
        secret=KEY,
        now=town.clock(),
        archive=False,
        rejected_file=None,
    )
    assert found.new + found.rejected == len(HOSTILE) + 1, found


def pushed(town: Town) -> None:
    facts = {"source": f"友邻{HOSTILE[2]}", "channel": "forum"}
    rows = [{**facts, "id": f"{n}", "title": one, "text": f"{ALL} {n}"} for n, one in enumerate(HOSTILE)]
    http = machine(town, "posts:write")
    assert push(http, *rows).json()["stored"] == len(HOSTILE)
    for bad in ({"text": LONG}, {"text": "x", "url": "javascript:alert(1)"}):
        assert push(http, {**facts, "id": "x", **bad}).json()["rejected"] == 1


def test_it_is_text_on_every_page(browser: Browser, flooded: Flooded) -> None:
    context = browser.new_context()
    page, alerts, found = context.new_page(), [], {}
    page.on("dialog", lambda one: (alerts.append(one.message), one.dismiss()))
    for name, answers in flooded.answers.items():
        context.clear_cookies()
        if name != NOBODY:
            sign_in(page, flooded.town, name)
        for answer in filter(is_page, answers):
            found |= {str(answer.url): bad} if (bad := faults_of(page, answer)) else {}
    context.close()
    assert (found, alerts) == ({}, [])


def is_page(answer: Response) -> bool:
    return "text/html" in answer.headers.get("content-type", "")


def faults_of(page: Page, answer: Response) -> list[str]:
    """What is wrong with the page that answered."""
    page.goto(str(answer.url))
    bad: list[str] = page.evaluate(LOOK, MARK)
    path = answer.url.path
    whole = path.startswith("/posts/") and path[7:].isdigit()
    large = len(answer.content) > LARGEST_PAGE and not whole
    return bad + ["turned"] * turns(answer.text) + [f"{len(answer.content)} bytes"] * large


def test_it_is_text_where_it_is_found_and_on_the_wall(page: Page, flooded: Flooded) -> None:
    sign_in(page, flooded.town, "officer")
    for path in (f"/posts?q={MARK}", "/posts?q=script", "/wall", "/wall/part"):
        page.goto(flooded.town.url + path)
        assert page.evaluate(LOOK, MARK) == [], path
        assert not turns(page.content()), path


def test_it_is_text_behind_a_one_time_link(page: Page, flooded: Flooded) -> None:
    page.goto(flooded.place.link())
    assert page.evaluate(LOOK, MARK) == []
    page.get_by_role("button", name="打开并办理").click()
    assert MARK in page.locator("main").inner_text()
    assert page.evaluate(LOOK, MARK) == []
    assert not turns(page.content())


def test_it_is_text_in_every_file(flooded: Flooded) -> None:
    seen, found = set(), {}
    for answer in chain(*flooded.answers.values()):
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if kind in FILES:
            seen.add(kind)
            found |= {str(answer.url): bad} if (bad := FILES[kind](answer.content)) else {}
    assert seen == set(FILES)
    assert found == {}


def of_csv(content: bytes) -> list[str]:
    """Cells that a spreadsheet would calculate or that read another way than they are."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    return [cell for row in rows for cell in row if cell.lstrip()[:1] in tuple("=+-@") or turns(cell)]


def of_xlsx(content: bytes) -> list[str]:
    """Cells that are formulas or links."""
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    return [str(one.value) for one in cells if one.data_type == "f" or one.hyperlink or turns(str(one.value))]


def of_docx(content: bytes) -> list[str]:
    """Parts with a link, a field or an outer address."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}
    acts = ("<w:hyperlink", "instrText", "fldSimple", 'TargetMode="External"')
    return [name for name, part in parts.items() if turns(part) or any(act in part for act in acts)]


def of_pdf(content: bytes) -> list[str]:
    """Pages with anything that can be clicked."""
    reader = PdfReader(io.BytesIO(content))
    assert "/OpenAction" not in reader.trailer["/Root"]
    return [page.extract_text() for page in reader.pages if "/Annots" in page or turns(page.extract_text())]


def of_json(content: bytes) -> list[str]:
    """Data for a program; that it is one object is all that is asked."""
    return [] if isinstance(json.loads(content), dict) else ["not an object"]


FILES = {
    "text/csv": of_csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": of_xlsx,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": of_docx,
    "application/pdf": of_pdf,
    "application/json": of_json,
}


@pytest.mark.parametrize("recipient", [CADRE, LEADER])
def test_it_is_text_in_letters_and_the_morning_brief(page: Page, flooded: Flooded, recipient: str) -> None:
    letters = [one.message for one in flooded.place.mailbox.letters if recipient in one.recipients]
    told = [(one, one.get_body(("html",)), one.get_body(("plain",))) for one in letters]
    assert any(MARK in str(rich.get_content()) for _, rich, _ in told if rich)
    for letter, rich, plain in told:
        assert rich and plain
        page.set_content(str(rich.get_content()))
        assert page.evaluate(LOOK, MARK) == []
        assert_ours(flooded, f"{letter['Subject']}\n{plain.get_content()}")
        assert "Bcc" not in letter


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
def test_it_is_text_in_the_groups(flooded: Flooded, kind: str) -> None:
    bodies = [one.json() for one in flooded.website.requests(f"/{kind}")]
    assert any(MARK in json.dumps(body) for body in bodies)
    for body in bodies:
        shown, allowed = ROBOTS[kind](body)
        assert markup(shown) - PLAIN <= allowed | set(addresses(shown)), shown
        assert_ours(flooded, shown)
        assert "@" not in shown and "<" not in shown


def of_wecom(body: Any) -> tuple[str, set[str]]:
    return body["markdown"]["content"], {"strong", "link"}


def of_dingtalk(body: Any) -> tuple[str, set[str]]:
    return body["actionCard"]["text"], {"heading"}


def of_feishu(body: Any) -> tuple[str, set[str]]:
    """The texts of a card are plain ones, in which the platform reads no markup."""
    card = body["card"]
    texts = [card["header"]["title"], *(one["text"] for one in card["elements"] if one["tag"] == "div")]
    assert {one["tag"] for one in texts} == {"plain_text"}
    assert {one["tag"] for one in card["elements"]} <= {"div", "action"}
    return "", set()


ROBOTS = {"wecom": of_wecom, "dingtalk": of_dingtalk, "feishu": of_feishu}


def test_what_an_outgoing_webhook_is_told_is_data_of_known_fields(flooded: Flooded) -> None:
    asked = flooded.website.requests("/webhook")
    assert any(MARK in one.body.decode() for one in asked)
    known = {"key", "subject", "lines", "link", "urgency", "case_number", "event", "event_at"}
    for one in asked:
        assert set(one.json()) == known
        assert not turns(one.body.decode())


def test_the_event_stream_carries_numbers_alone(flooded: Flooded) -> None:
    with flooded.town.signed_in("officer").http.stream("GET", "/events/stream?seen=0") as answer:
        lines = answer.iter_lines()
        told = [next(lines) for _ in range(6)]
    assert told[3] == "event: changed"
    assert all(line.partition(": ")[2].isdigit() for line in (told[0], told[1], told[4], told[5]))


def assert_ours(flooded: Flooded, shown: str) -> None:
    """Whatever makes addresses clickable finds ours alone; no mark turns the text around."""
    assert [one for one in addresses(shown) if not one.startswith(flooded.town.url)] == []
    assert not turns(shown)
