"""The receiver answers as 企业微信 documents it: HTTP 200, the verdict in `errcode`."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from responder.notifiers.message import Message, Urgency
from responder.notifiers.outcome import Delivered
from responder.notifiers.registry import notifier
from responder.notifiers.target import WebTarget
from responder.notifiers.wecom import MARKDOWN_BYTES, SHORTENED, TEXT_BYTES, content

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LINK = "https://huiying.example.cn/case/17?t=a(b)"
ALERT = Message(
    key="case-17/first_word/overdue/zhifaju/wecom",
    subject="首发权威信息已超时",
    lines=("责任单位：执法局", "应于 11月23日 14:00 发布"),
    link=LINK,
    urgency=Urgency.URGENT,
    case_number="2026-0017",
)
ROBOT = WebTarget("https://robot.example.cn/?key=k")
wecom = notifier("wecom")


def send(receiver: Any, message: Message = ALERT, **settings: Any) -> Any:
    target = wecom.target({"url": receiver.url, "allow": ["127.0.0.1"], "seconds": 5, **settings})
    return wecom.send(target, message, now=NOON)


def shown(target: WebTarget, message: Message) -> str:
    body: Any = content(target, message)
    return str(body[body["msgtype"]]["content"])


def test_an_accepted_message_is_delivered_with_the_proof(receiver: Any) -> None:
    receiver.says({"errcode": 0, "errmsg": "ok"})
    assert send(receiver) == Delivered('{"errcode": 0, "errmsg": "ok"}')
    (request,) = receiver.requests
    assert request.json == {
        "msgtype": "markdown",
        "markdown": {
            "content": (
                "**【紧急】首发权威信息已超时**\n事项：2026-0017\n责任单位：执法局\n"
                "应于 11月23日 14:00 发布\n"
                "[打开查看](https://huiying.example.cn/case/17?t=a%28b%29)"
            )
        },
    }


def test_chinese_travels_as_itself_because_the_platform_refuses_escapes(receiver: Any) -> None:
    receiver.says({"errcode": 0, "errmsg": "ok"})
    send(receiver)
    assert "首发权威信息".encode() in receiver.requests[0].body
    assert b"\\u" not in receiver.requests[0].body


def test_no_reason_or_answer_gives_the_key_of_the_robot_away(receiver: Any) -> None:
    receiver.says({"errcode": 93000, "errmsg": "invalid webhook url"})
    assert "geheim" not in repr(send(receiver))
    receiver.hangs()
    assert "geheim" not in repr(send(receiver, seconds=0.1))


def test_members_are_called_by_account_in_markdown() -> None:
    target = WebTarget("https://robot.example.cn/", users=("zhang.san", "li.si"))
    assert shown(target, ALERT).endswith("\n<@zhang.san><@li.si>")


def test_mobile_numbers_are_called_in_plain_text() -> None:
    target = WebTarget("https://robot.example.cn/", users=("zhang.san",), mobiles=("13800001111",))
    body: Any = content(target, ALERT)
    assert body["msgtype"] == "text"
    assert body["text"]["mentioned_mobile_list"] == ["13800001111"]
    assert body["text"]["mentioned_list"] == ["zhang.san"]
    assert body["text"]["content"].startswith("【紧急】首发权威信息已超时\n")
    assert "查看：https://huiying.example.cn/case/17" in body["text"]["content"]


def test_everybody_is_called_in_plain_text() -> None:
    body: Any = content(WebTarget("https://robot.example.cn/", users=("@all",)), ALERT)
    assert body["text"]["mentioned_list"] == ["@all"]


def test_a_post_cannot_call_everybody_or_forge_a_link() -> None:
    forged = Message("k", "# <@all>", ("[红包](https://evil.cn)", '<font color="info">`x`</font>'))
    text = shown(ROBOT, forged)
    assert text == ('**＃ ＜＠all＞**\n［红包］(https：//evil．cn)\n＜font color="info"＞｀x｀＜/font＞')


def test_a_long_message_is_shortened_between_lines_and_says_so() -> None:
    long = Message("k", "交接", tuple(f"第{n}条：某村反映道路积水" for n in range(300)), LINK)
    text = shown(ROBOT, long)
    lines = text.split("\n")
    assert len(text.encode()) <= MARKDOWN_BYTES
    assert lines[-2:] == [SHORTENED, "[打开查看](https://huiying.example.cn/case/17?t=a%28b%29)"]
    assert all(line.endswith("道路积水") for line in lines[1:-2])


def test_a_long_message_can_go_in_parts_that_lose_nothing() -> None:
    lines = tuple(f"第{n}条：某村反映道路积水" for n in range(300))
    parts = wecom.parts(ROBOT, Message("k", "交接", lines, LINK))
    assert [part.key for part in parts] == ["k", "k#2", "k#3", "k#4"]
    assert [part.subject for part in parts] == [f"交接（{number}/4）" for number in (1, 2, 3, 4)]
    assert tuple(line for part in parts for line in part.lines) == lines
    assert all(SHORTENED not in shown(ROBOT, part) for part in parts)


anything = st.text(max_size=400)
targets = st.sampled_from(
    [
        (ROBOT, MARKDOWN_BYTES),
        (WebTarget("https://r.cn/", users=tuple("u" * 62 + f"{n:02}" for n in range(20))), 4096),
        (WebTarget("https://r.cn/", mobiles=("13800001111",)), TEXT_BYTES),
    ]
)


@settings(deadline=None, max_examples=60)
@given(
    targets,
    st.builds(
        Message,
        key=st.just("k"),
        subject=st.text(min_size=1, max_size=400).map(lambda text: "题" + text),
        lines=st.lists(st.one_of(anything, anything.map(lambda t: "火" * 3000 + t)), max_size=9).map(tuple),
        link=st.sampled_from(["", LINK, "https://a.cn/" + "(" * 499]),
        urgency=st.sampled_from(Urgency),
        case_number=st.sampled_from(["", "2026-0017", "😀" * 64]),
    ),
)
def test_no_message_and_no_part_is_ever_over_the_limit(
    chosen: tuple[WebTarget, int], message: Message
) -> None:
    assume(SHORTENED not in message.lines)
    target, limit = chosen
    assert len(shown(target, message).encode()) <= limit
    for part in wecom.parts(target, message):
        text = shown(target, part)
        assert len(text.encode()) <= limit
        assert SHORTENED not in text
