from importlib import import_module

import pytest

from responder.notifiers.email import MailTarget
from responder.notifiers.registry import UnknownKindError, kinds, notifier
from responder.notifiers.target import TargetError, WebTarget, read_target

URL = "https://robot.example.cn/send?key=geheim-7d1f"
MAIL = {"address": "zhifaju@example.cn", "host": "mail.example.cn", "sender": "hui@example.cn"}


def test_every_kind_is_a_file_of_its_name() -> None:
    assert kinds() == ("dingtalk", "email", "feishu", "sms", "webhook", "wecom")
    assert notifier("wecom").label == "企业微信群机器人"


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_says_what_it_is_and_refuses_empty_settings(kind: str) -> None:
    module = import_module(f"responder.notifiers.{kind}")
    assert module.NOTIFIER is notifier(kind)
    assert module.__doc__
    assert notifier(kind).label
    with pytest.raises(TargetError, match="缺少"):
        notifier(kind).target({})


def test_a_kind_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UnknownKindError, match="dingtalk、email、feishu、sms、webhook、wecom"):
        notifier("http")


def test_settings_become_a_target() -> None:
    target = notifier("wecom").target({"url": URL, "users": ["zhang.san"], "seconds": 5})
    assert target == WebTarget(URL, users=("zhang.san",), seconds=5)


def test_an_unknown_setting_is_named_with_the_nearest_right_one() -> None:
    with pytest.raises(TargetError, match="secert：没有这一项，是否想写 secret？"):
        read_target(WebTarget, {"url": URL, "secert": "x"})


def test_a_missing_setting_is_named() -> None:
    with pytest.raises(TargetError, match="url：缺少"):
        read_target(WebTarget, {})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("url", "robot.example.cn/send"),
        ("url", "ftp://robot.example.cn/"),
        ("url", "http://robot.example.cn/"),
        ("url", "https://user:pass@robot.example.cn/"),
        ("url", "https://robot.example.cn/a b"),
        ("url", "https://robot.example.cn:99999/"),
        ("url", "https://[::1/"),
        ("url", 7),
        ("users", "zhang.san"),
        ("users", ["<@all>"]),
        ("users", [""]),
        ("users", ["a"] * 21),
        ("mobiles", [13800001111]),
        ("allow", ["内网"]),
        ("allow", ["10.0.0.1/8"]),
        ("ca_file", "no-such-file.pem"),
        ("seconds", 0),
        ("seconds", 61),
        ("seconds", True),
        ("seconds", float("nan")),
    ],
)
def test_a_bad_web_setting_is_refused_by_name(key: str, value: object) -> None:
    with pytest.raises(TargetError) as refused:
        read_target(WebTarget, {"url": URL, key: value})
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("address", "执法局"),
        ("address", "a@b\r\nRCPT TO:<x@y.cn>"),
        ("address", "a@b, c@d"),
        ("address", "a..b@example.cn"),
        ("address", "a@b@c"),
        ("sender", "@example.cn"),
        ("host", ""),
        ("host", "mail.example.cn\r\nQUIT"),
        ("port", 0),
        ("port", "587"),
        ("security", "ssl"),
        ("password", "密码"),
        ("ca_file", "no-such-file.pem"),
        ("seconds", -1),
    ],
)
def test_a_bad_mail_setting_is_refused_by_name(key: str, value: object) -> None:
    with pytest.raises(TargetError) as refused:
        notifier("email").target({**MAIL, key: value})
    assert refused.value.key == key


def test_a_password_is_never_sent_in_the_clear() -> None:
    with pytest.raises(TargetError, match="security"):
        notifier("email").target({**MAIL, "security": "none", "username": "hui", "password": "x"})


def test_a_plain_http_address_needs_the_network_it_is_in() -> None:
    target = notifier("wecom").target({"url": "http://10.1.2.3/x", "allow": ["10.1.2.0/24"]})
    assert target.allow == ("10.1.2.0/24",)


def test_a_secret_for_wecom_and_none_for_a_webhook_are_refused() -> None:
    with pytest.raises(TargetError, match="secret"):
        notifier("wecom").target({"url": URL, "secret": "x" * 20})
    with pytest.raises(TargetError, match="secret：签名密钥至少 16 个字符"):
        notifier("webhook").target({"url": URL, "secret": "short"})


def test_a_webhook_mentions_nobody() -> None:
    with pytest.raises(TargetError, match="mobiles"):
        notifier("webhook").target({"url": URL, "secret": "x" * 16, "mobiles": ["13800001111"]})


def test_secrets_do_not_show_in_a_printed_target() -> None:
    web = WebTarget(URL, secret="sehr-geheim-42")
    mail = MailTarget(**MAIL, username="hui", password="sehr-geheim-42")
    assert "geheim" not in repr(web)
    assert "geheim" not in repr(mail)
