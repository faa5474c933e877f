import pytest

from responder.notifiers.message import LONGEST_LINK, Message, Urgency, one_line


def test_a_subject_and_its_lines_are_one_line_each() -> None:
    message = Message("k", "签收\r\nBcc: x@y.cn", ("一\n二", "\x00三\t四\u2028五"))
    assert message.subject == "签收 Bcc: x@y.cn"
    assert message.lines == ("一 二", "三 四 五")


def test_broken_unicode_from_a_page_can_be_sent() -> None:
    assert one_line("火\ud83d灾").encode("utf-8") == "火\ufffd\ufffd\ufffd灾".encode()


def test_marks_that_turn_the_reading_direction_are_dropped() -> None:
    assert one_line("通报\u202egpj.exe\u2066") == "通报gpj.exe"


def test_an_emoji_made_of_several_characters_stays_whole() -> None:
    assert one_line("👨‍👩‍👧 您好") == "👨‍👩‍👧 您好"


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "ftp://a.cn/", "https:///x", "https://a.cn/ b", "https://a.cn/\nb"],
)
def test_a_link_that_is_no_web_address_is_a_mistake_of_ours(link: str) -> None:
    with pytest.raises(ValueError, match="http"):
        Message("k", "签收", link=link)


def test_a_link_too_long_for_a_robot_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="link"):
        Message("k", "签收", link="https://a.cn/" + "x" * LONGEST_LINK)


@pytest.mark.parametrize(("key", "subject"), [("", "签收"), ("k", ""), ("k", "\n\t ")])
def test_a_message_without_key_or_subject_is_a_mistake_of_ours(key: str, subject: str) -> None:
    with pytest.raises(ValueError, match="key"):
        Message(key, subject)


def test_an_urgent_headline_says_so() -> None:
    assert Message("k", "签收", urgency=Urgency.URGENT).headline == "【紧急】签收"
    assert Message("k", "签收").headline == "签收"
