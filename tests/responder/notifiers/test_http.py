import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from responder.notifiers.http import LARGEST_ANSWER, Answer, not_accepted, pause, post
from responder.notifiers.outcome import Failed, Refused, Throttled
from responder.notifiers.target import WebTarget

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HERE = ("127.0.0.1",)


def target(url: str, **settings: Any) -> WebTarget:
    return WebTarget(url, **{"allow": HERE, "seconds": 5.0, **settings})


def test_an_allowed_address_is_reached_and_its_answer_read(receiver: Any) -> None:
    receiver.says({"errcode": 0}, X_Trace="7")
    answer = post(target(receiver.url), '{"a":"火"}'.encode(), {"X-Own": "1"})
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body, answer.headers["x-trace"]) == (200, b'{"errcode": 0}', "7")
    (request,) = receiver.requests
    assert request.path == "/robot?key=geheim-7d1f"
    assert request.json == {"a": "火"}
    assert request.headers["X-Own"] == "1"
    assert request.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"])
def test_a_private_address_is_refused_unless_allowed(receiver: Any, host: str) -> None:
    outcome = post(WebTarget(f"https://{host}:{receiver.port}/"), b"{}")
    assert isinstance(outcome, Refused)
    assert "内网或保留地址" in outcome.reason
    assert receiver.requests == []


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fd00::1]", "[fe80::1]"]
)
def test_no_network_of_the_office_is_reached_by_a_public_target(host: str) -> None:
    outcome = post(WebTarget(f"https://{host}/", seconds=2), b"{}")
    assert isinstance(outcome, Refused)
    assert "allow" in outcome.reason


def test_an_allowed_network_opens_no_other(receiver: Any) -> None:
    outcome = post(target(receiver.url, allow=("10.0.0.0/8", "fd00::/8")), b"{}")
    assert isinstance(outcome, Refused)
    assert "允许的网段" in outcome.reason
    assert receiver.requests == []


@pytest.mark.parametrize(
    ("status", "kind"), [(301, Refused), (308, Refused), (302, Failed), (303, Failed), (307, Failed)]
)
def test_a_redirect_leads_nowhere(receiver: Any, elsewhere: Any, status: int, kind: type) -> None:
    receiver.says(b"", status=status, Location=elsewhere.url)
    answer = post(target(receiver.url), b"{}")
    assert isinstance(answer, Answer)
    outcome = not_accepted(answer, NOON)
    assert isinstance(outcome, kind)
    assert "跳转" in outcome.reason
    assert elsewhere.requests == []


def test_a_receiver_that_hangs_costs_only_the_time_given(receiver: Any) -> None:
    receiver.hangs()
    outcome = post(target(receiver.url, seconds=0.2), b"{}")
    assert outcome == Failed("对方 0.2 秒内没有答复完毕。")
    assert len(receiver.requests) == 1


def test_a_receiver_that_stops_in_the_middle_of_its_answer_has_not_answered(receiver: Any) -> None:
    receiver.hangs(after=b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"errcode"')
    outcome = post(target(receiver.url, seconds=0.2), b"{}")
    assert isinstance(outcome, Failed)
    assert "没有答复完毕" in outcome.reason


def test_a_receiver_that_drips_is_held_to_the_whole_time(receiver: Any) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not receiver.released.wait(0.05):
            handler.wfile.write(b" ")
            handler.wfile.flush()

    receiver.answer = drip
    outcome = post(target(receiver.url, seconds=0.3), b"{}")
    assert isinstance(outcome, Failed)
    assert "0.3 秒" in outcome.reason


def test_a_hundred_megabytes_are_not_read(receiver: Any) -> None:
    sent = 0

    def flood(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        for _ in range(100):
            sent += handler.wfile.write(b"x" * 1_000_000)

    receiver.answer = flood
    outcome = post(target(receiver.url), b"{}")
    assert isinstance(outcome, Failed)
    assert f"超过 {LARGEST_ANSWER // 1024} KB" in outcome.reason
    assert sent < 20_000_000


def test_a_connection_closed_without_an_answer_is_no_delivery(receiver: Any) -> None:
    receiver.answer = lambda handler: None
    outcome = post(target(receiver.url), b"{}")
    assert outcome == Failed("与对方的连接中断，不能认定送达。")


def test_what_is_not_http_is_no_delivery(receiver: Any) -> None:
    receiver.answer = lambda handler: handler.wfile.write(b"220 mail.example.cn ESMTP\r\n")
    assert isinstance(post(target(receiver.url), b"{}"), Failed)


def test_a_port_where_nobody_listens_fails_for_now(closed_port: int) -> None:
    outcome = post(target(f"http://127.0.0.1:{closed_port}/?key=geheim-7d1f"), b"{}")
    assert outcome == Failed("无法连接对方服务器。")


def test_a_name_that_cannot_be_looked_up_fails_for_now() -> None:
    assert isinstance(post(target("http://robot..example/"), b"{}"), Failed)


def test_a_name_that_no_network_can_have_is_refused() -> None:
    assert isinstance(post(target(f"http://{'火' * 70}.example/"), b"{}"), Refused)


def test_no_proxy_is_taken_from_the_environment(
    receiver: Any, elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{elsewhere.port}")
    assert isinstance(post(target(receiver.url), b"{}"), Answer)
    assert (len(receiver.requests), elsewhere.requests) == (1, [])


@pytest.fixture
def https(receiver: Any, certificate: Any) -> Iterator[Any]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    receiver.wrap(context)
    yield receiver


def test_a_certificate_that_nobody_vouches_for_is_refused(https: Any) -> None:
    outcome = post(target(f"https://localhost:{https.port}/"), b"{}")
    assert isinstance(outcome, Refused)
    assert "证书不可信" in outcome.reason
    assert https.requests == []


def test_the_office_may_vouch_for_its_own_certificate(https: Any, certificate: Any) -> None:
    url = f"https://localhost:{https.port}/"
    assert isinstance(post(target(url, ca_file=certificate.certificate), b"{}"), Answer)
    assert len(https.requests) == 1


def test_a_certificate_file_that_is_none_is_said(https: Any, certificate: Any) -> None:
    outcome = post(target(f"https://localhost:{https.port}/", ca_file=certificate.key), b"{}")
    assert outcome == Refused("证书文件无法读取，请检查渠道设置中的 ca_file。")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, type(None)),
        (204, type(None)),
        (400, Refused),
        (401, Refused),
        (404, Refused),
        (410, Refused),
        (408, Failed),
        (425, Failed),
        (429, Throttled),
        (500, Failed),
        (502, Failed),
        (503, Failed),
        (504, Failed),
    ],
)
def test_what_a_status_means(status: int, kind: type) -> None:
    assert type(not_accepted(Answer(status, {}, b""), NOON)) is kind


def test_a_receiver_in_maintenance_that_names_its_time_is_not_pressed() -> None:
    outcome = not_accepted(Answer(503, {"retry-after": "120"}, b""), NOON)
    assert isinstance(outcome, Throttled)
    assert outcome.retry_after == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30),
        ("0", 1),
        ("Mon, 23 Nov 2026 04:05:00 GMT", 300),
        ("Mon, 23 Nov 2026 03:00:00 GMT", 1),
        ("Mon, 23 Nov 2026 04:05:00 -0000", 300),
        ("999999999999999999", 3600),
        ("-5", 60),
        ("١٢", 60),
        ("bald", 60),
        ("", 60),
    ],
)
def test_how_long_a_receiver_asks_to_wait(said: str, seconds: int) -> None:
    answer = Answer(429, {"retry-after": said}, b"")
    assert pause(answer, NOON) == timedelta(seconds=seconds)


def test_an_excerpt_is_one_short_readable_line() -> None:
    excerpt = Answer(200, {}, b"<html>\n\x1b[31m" + "火".encode() * 5000).excerpt
    assert excerpt.startswith("<html> [31m火")
    assert len(excerpt) <= 300
