"""What a citizen wrote is text in every message: no link, mention, picture, markup or header is made of it.

The oracles are others' programs: a CommonMark parser and a finder of addresses.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs

import pytest

from responder.notifiers.email import MailTarget, compose
from responder.notifiers.message import Door, Message, unlinked
from responder.notifiers.outcome import Delivered
from responder.notifiers.registry import notifier
from responder.notifiers.robots import harmless
from responder.notifiers.sms import text
from tests.support.oracles import PLAIN, addresses, markup, turns

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LINK = "https://huiying.example.cn/case/17?t=a(b)"
DOOR = Door("打开 2026-0018（限本人）", "https://huiying.example.cn/l/8-abc")
HOSTILE = (
    '<at user_id="all">所有人</at> <at id=all></at> <@all> @all @所有人 @13800001111',
    "[红包](https://evil.cn/a) ![](https://evil.cn/x.png) [红包][1]",
    "[1]: https://evil.cn/b",
    "请到 https://evil.cn/login 或 www.evil.com 或 evil.com/a 或 wang@evil.com 重新登录",
    "HTTPS://EVIL.CN ftp://evil.cn weixin://dl/business javascript:alert(1) 新闻网.com",
    '<font color="warning">红</font> <script>alert(1)</script> &lt;@all&gt; &#91;x&#93;(https://evil.cn)',
    "**粗** __粗__ *斜* _斜_ ~~删~~ `码` ``` $x$ |表|格| \\[x\\](y) \\# #话题#",
    "# 一级标题",
    "> 引用",
    "- 列表",
    "+ 列表",
    "1. 列表",
    "1) 列表",
    "---",
    "===",
    "| 甲 | 乙 |",
    "|---|---|",
    "    缩进的代码",
    "```python",
    "\u202e/nc.live//:sptth\u2066 \u200f\u061c通报",
    "标题\r\nBcc: all@evil.cn\r\n\r\n<html>",
    "=?utf-8?q?x=0d=0aBcc:_all@evil.cn?=",
    "{{mobile}} {text} {mobile} &mobile=13900001111&content=x",
    "长" * 20_000,
    "\u200d\u200b\ufeff\x00\x07\x1b[31m\ud800",
)
ALL_AT_ONCE = " ".join(HOSTILE[:-2])
TEMPLATES = ("mobile={mobile}&content={text}", '{"to": "{mobile}", "text": "{text}"}')


def message(said: str) -> Message:
    return Message("k", said, (said, f"概要：{said}", said), LINK, case_number=said)


everything = pytest.mark.parametrize("said", [*HOSTILE, ALL_AT_ONCE], ids=range(len(HOSTILE) + 1))


def sent(receiver: Any, kind: str, said: str, **settings: Any) -> list[Any]:
    """What arrived at the robot, in as many parts as it took."""
    receiver.says({"errcode": 0, "code": 0})
    robot = notifier(kind)
    target = robot.target({"url": receiver.url, "allow": ["127.0.0.1"], **settings})
    for part in robot.parts(target, message(said)):
        assert isinstance(robot.send(target, part, now=NOON), Delivered)
    return [json.loads(request.body) for request in receiver.requests]


def texts(data: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from texts(one)


OURS = "https://huiying.example.cn/case/17?t=a%28b%29"


@everything
def test_wecom_markdown_holds_a_bold_headline_and_our_link_alone(receiver: Any, said: str) -> None:
    for body in sent(receiver, "wecom", said):
        shown = body["markdown"]["content"]
        assert markup(shown) <= PLAIN | {"strong", "link", OURS}
        assert_ours(shown, [OURS])
        assert "<" not in shown


@everything
def test_wecom_text_mentions_whom_the_settings_name(receiver: Any, said: str) -> None:
    for number, body in enumerate(sent(receiver, "wecom", said, users=["@all"], mobiles=["13800001111"])):
        assert set(body["text"]) <= {"content", "mentioned_list", "mentioned_mobile_list"}
        assert body["text"].get("mentioned_list", ["@all"]) == ["@all"] or number
        assert "@" not in body["text"]["content"]
        assert_ours(body["text"]["content"], [LINK])


@everything
def test_a_dingtalk_card_holds_a_heading_and_no_link(receiver: Any, said: str) -> None:
    for body in sent(receiver, "dingtalk", said):
        card = body["actionCard"]
        assert card["singleURL"] == LINK
        assert markup(card["text"]) <= PLAIN | {"heading"}
        assert_ours(card["text"] + "\n" + card["title"], [])


@everything
def test_dingtalk_markdown_calls_whom_the_settings_name(receiver: Any, said: str) -> None:
    for number, body in enumerate(sent(receiver, "dingtalk", said, users=["zhang"])):
        shown = body["markdown"]["text"]
        assert markup(shown) <= PLAIN | {"heading", "link", OURS}
        assert_ours(shown, [OURS])
        assert shown.count("@") == shown.count("@zhang") == (0 if number else 1)
        assert body.get("at", {}).get("isAtAll", False) is False


@everything
def test_a_feishu_card_is_plain_text_but_for_whom_the_settings_name(receiver: Any, said: str) -> None:
    for number, body in enumerate(sent(receiver, "feishu", said, users=["ou_1"])):
        head, elements = body["card"]["header"], body["card"]["elements"]
        marked = [one["content"] for one in elements if one["tag"] == "markdown"]
        assert marked == ([] if number else ["<at id=ou_1></at>"])
        (told,) = (one["text"] for one in elements if one["tag"] == "div")
        (button,) = (one["actions"][0] for one in elements if one["tag"] == "action")
        assert {head["title"]["tag"], told["tag"], button["text"]["tag"]} == {"plain_text"}
        assert button["url"] == LINK
        assert_ours(told["content"] + "\n" + head["title"]["content"], [])


def assert_ours(shown: str, links: list[str]) -> None:
    """Whatever makes addresses clickable finds these; no mark turns the text around."""
    assert [one for one in addresses(shown) if one not in links] == []
    assert not turns(shown)


@everything
def test_a_webhooks_body_is_data_of_known_fields_and_its_headers_are_ours(receiver: Any, said: str) -> None:
    receiver.says({"ok": True})
    hook = notifier("webhook")
    target = hook.target({"url": receiver.url, "allow": ["127.0.0.1"], "secret": "s" * 16})
    assert isinstance(hook.send(target, message(said), now=NOON), Delivered)
    (request,) = receiver.requests
    body = request.json
    assert set(body) == {"key", "subject", "lines", "link", "urgency", "case_number"}
    assert (len(body["lines"]), body["link"]) == (3, LINK)
    assert not [one for one in texts(body) if turns(one) or any(sign < " " for sign in one)]
    assert "Bcc" not in request.headers


@pytest.mark.parametrize("template", TEMPLATES)
@everything
def test_an_sms_is_one_line_to_one_number_with_our_link_alone(
    receiver: Any, said: str, template: str
) -> None:
    receiver.says({"code": 0})
    sms = notifier("sms")
    settings = {"mobile": "13800001111", "body": template, "allow": ["127.0.0.1"], "url": receiver.url}
    assert isinstance(sms.send(sms.target(settings), message(said), now=NOON), Delivered)
    (request,) = receiver.requests
    is_form = template.startswith("mobile")
    body = parse_qs(request.body.decode()) if is_form else request.json
    assert next(iter(body.values())) in ("13800001111", ["13800001111"])
    assert len(body) == 2
    shown = body["content"][0] if is_form else body["text"]
    assert len(shown) <= 300
    assert "\n" not in shown
    assert_ours(shown, [LINK])


class Seen(HTMLParser):
    """The tags, attributes and text of a letter."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data + "\n"


def letter(told: Message) -> EmailMessage:
    return compose(MailTarget("cadre@example.cn", "mail.example.cn", "huiying@example.cn"), told, now=NOON)


@everything
def test_a_letter_has_our_headers_and_our_link_alone(said: str) -> None:
    written = letter(message(said))
    assert sorted(written.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
    )
    head = written.as_bytes().split(b"\r\n\r\n")[0]
    assert b"\nBcc" not in head and b"\n\n" not in head
    plain, rich = (written.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None and rich is not None
    assert_ours(plain.get_content(), [LINK])
    seen = Seen(rich.get_content())
    assert seen.tags == {"html", "body", "h1", "p", "a"}
    assert seen.attributes == [("lang", "zh-CN"), ("href", LINK)]
    assert_ours(seen.text, [])
    assert_ours(str(written["Subject"]), [])


def test_the_doors_of_a_digest_stay_links_beside_what_a_citizen_wrote() -> None:
    told = Message("k", "汇总", ("https://evil.cn",), LINK, doors=(DOOR,))
    plain = letter(told).get_body(("plain",))
    assert plain is not None
    assert plain.get_content().split() == ["https：//evil．cn", *str(DOOR).split(), f"查看：{LINK}"]
    assert addresses(plain.get_content()) == [DOOR.link, LINK]
    assert text(told, 300) == f"汇总。https：//evil．cn {LINK} {DOOR}"
    assert DOOR.link not in text(told, 100)


@everything
def test_what_is_harmless_stays_as_it_is_when_done_anew(said: str) -> None:
    line = message(said).lines[0]
    assert harmless(harmless(line)) == harmless(line)
    assert unlinked(unlinked(line)) == unlinked(line)


@pytest.mark.parametrize(
    "line", ["经核实，道路积水 3.5 米；应于 11月23日 14:00 前回应", "事项 2026-0017：已超时 5 分"]
)
def test_what_we_write_ourselves_is_left_alone(line: str) -> None:
    assert harmless(line) == unlinked(line) == line
