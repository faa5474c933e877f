"""Hostile content, whichever way it came in, is text on every page, in every file and in every notice."""

import csv
import html
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import delete, select

from analysis.analyst import Analyst
from crawlers import registry, rounds
from crawlers.config import SourceConfig
from crawlers.importing import import_rows, read_rows
from huiying.core.models import Event, Post, PostAssessment
from responder.intake.batch import drain
from responder.outbox.deliver import deliver
from tests.dashboard.api.test_posts import machine, push
from tests.dashboard.conftest import KEY, Town
from tests.dashboard.furnished import NOBODY, furnish
from tests.dashboard.links import CADRE, village
from tests.dashboard.pages.test_entry import enter
from tests.dashboard.test_browser import sign_in
from tests.support.mailboxes import Mailbox
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
    f"\u202e{MARK}\u2066 fdp.exe",
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


@pytest.fixture(scope="module")
def analyst() -> Analyst:
    return Analyst.default()


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


def test_hostile_content_is_text_everywhere(
    browser: Browser,
    town: Town,
    local_server: LocalServer,
    mailbox: Mailbox,
    analyst: Analyst,
    tmp_path: Path,
) -> None:
    place = village(town, mailbox, tmp_path)
    rooms = furnish(town, ALL)
    crawled(town, local_server, tmp_path)
    imported(town, tmp_path)
    pushed(town)
    enter(town.signed_in("officer"), title=HOSTILE[3], text=f"群里说 {ALL}")
    with town.database.write() as session:
        session.execute(delete(PostAssessment))  # of the furniture's own post: it is judged with the others
    drain(town.database, analyst, town.cast.policy, town.clock())
    with town.database.read() as session:
        posts = [str(one) for one in session.scalars(select(Post.id).order_by(Post.id))]
        rooms.values["event"] = [str(one) for one in session.scalars(select(Event.id))][:6]
    rooms.values["post"] = posts[::3]
    deliver(town.database, place.settings, town.clock())
    context = browser.new_context()
    page, alerts, found = context.new_page(), [], {}
    page.on("dialog", lambda one: (alerts.append(one.message), one.dismiss()))
    reader, visitor = NOBODY, town.visitor()
    for path, name in sorted(rooms.addresses(), key=lambda one: one[1]):
        if name and name != reader:
            context.clear_cookies()
            sign_in(page, town, name)
            reader, visitor = name, town.signed_in(name)
        answer = visitor.http.get(path)
        assert answer.status_code in (200, 303), (path, answer.status_code)
        if "text/html" in answer.headers.get("content-type", ""):
            found |= {path: bad} if (bad := looked_at(page, town.url + path)) else {}
            found |= {path: "turned"} if "\u202e" in answer.text and "/print" not in path else {}
            whole = path.startswith("/posts/") and path[7:].isdigit()
            found |= {path: len(answer.content)} if len(answer.content) > LARGEST_PAGE and not whole else {}
    page.goto(f"{town.url}/posts?q=script")
    found |= {"search": bad} if (bad := page.evaluate(LOOK, MARK)) else {}
    found |= {"letters": bad} if (bad := letters(page, mailbox)) else {}
    context.close()
    assert (found, alerts) == ({}, [])


def looked_at(page: Page, address: str) -> list[str]:
    page.goto(address)
    bad: list[str] = page.evaluate(LOOK, MARK)
    return bad


def letters(page: Page, mailbox: Mailbox) -> list[str]:
    """What is markup in the letters that went out; there must be some."""
    bodies = [letter.message.get_body(("html",)) for letter in mailbox.letters if CADRE in letter.recipients]
    texts = [str(body.get_content()) for body in bodies if body is not None]
    assert any(MARK in text for text in texts)
    bad: list[str] = []
    for text in texts:
        page.set_content(text)
        bad += page.evaluate(LOOK, MARK)
    return bad
