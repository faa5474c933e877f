"""Real SMTP servers on this machine: aiosmtpd, plain, STARTTLS and TLS, and a raw socket."""

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from responder.notifiers.email import MailTarget, compose
from responder.notifiers.message import Message, Urgency
from responder.notifiers.outcome import Delivered, Failed, Refused
from responder.notifiers.registry import notifier

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ORDER = Message(
    key="case-17/response/supervision/zhifaju/email",
    subject="督办：群众反映的道路积水问题回应已超时",
    lines=("责任单位：执法局 <牵头>", "请于 24 小时内书面回复。"),
    link="https://huiying.example.cn/case/17?a=1&b=2",
    urgency=Urgency.URGENT,
    case_number="2026-0017",
)
LOGIN = {"username": "hui", "password": "sehr-geheim-42"}
mail = notifier("email")


@dataclass
class Office:
    """The mailbox of the office: keeps letters, answers as it is told."""

    letters: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    rcpt: str = ""
    data: str = "250 2.0.0 queued as 4RkZ1"
    quit: str = "221 2.0.0 bye"
    parted: Event = field(default_factory=Event)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.data

    async def handle_QUIT(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        self.parted.set()
        return self.quit

    def letter(self) -> Any:
        ((_, _, content),) = self.letters
        return message_from_bytes(content, policy=default)


class FreePortController(Controller):
    """aiosmtpd's, on a port that the system chooses: it asks for a known one."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def admit(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    known = (data.login, data.password) == (b"hui", b"sehr-geheim-42")
    return AuthResult(success=known, handled=known)


Settings = dict[str, Any]
Open = Callable[..., Settings]


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def server(office: Office, certificate: Any) -> Iterator[Open]:
    """Opens the office's server; gives the settings of a target at it."""
    running: list[FreePortController] = []

    def open_server(security: str = "starttls", **options: Any) -> Settings:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certificate, certificate.key)
        tls = {"starttls": {"tls_context": context}, "tls": {"ssl_context": context}, "none": {}}
        host = FreePortController(office, hostname="127.0.0.1", port=0, **{**tls[security], **options})
        host.start()
        running.append(host)
        return settings(host.port, security=security, ca_file=certificate.certificate)

    yield open_server
    for host in running:
        host.stop()


def settings(port: int, **more: Any) -> Settings:
    fixed = {"address": "zhifaju@example.cn", "sender": "huiying@example.cn", "seconds": 5}
    return {**fixed, "host": "localhost", "port": port, **more}


def send(settings: Settings, message: Message = ORDER) -> Any:
    return mail.send(mail.target(settings), message, now=NOON)


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_a_letter_arrives_whatever_the_security(server: Open, office: Office, security: str) -> None:
    assert send(server(security)) == Delivered("250 2.0.0 queued as 4RkZ1")
    assert office.parted.wait(5)
    ((sender, recipients, _),) = office.letters
    assert (sender, recipients) == ("huiying@example.cn", ["zhifaju@example.cn"])


def test_what_the_letter_says(server: Open, office: Office) -> None:
    send(server())
    letter = office.letter()
    assert letter["Subject"] == "【紧急】督办：群众反映的道路积水问题回应已超时"
    assert letter["From"] == "回应 <huiying@example.cn>"
    assert letter["To"] == "zhifaju@example.cn"
    assert letter["Date"].datetime == NOON
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_body(("plain",)).get_content().splitlines()
    assert text == [
        "事项：2026-0017",
        "责任单位：执法局 <牵头>",
        "请于 24 小时内书面回复。",
        "查看：https://huiying.example.cn/case/17?a=1&b=2",
    ]
    html = letter.get_body(("html",)).get_content()
    assert "<p>责任单位：执法局 &lt;牵头&gt;</p>" in html
    assert '<a href="https://huiying.example.cn/case/17?a=1&amp;b=2">打开查看</a>' in html


def test_the_same_key_gives_the_same_message_id(server: Open, office: Office) -> None:
    target = mail.target(server())
    first = compose(target, ORDER, now=NOON)["Message-ID"]
    again = compose(target, Message(ORDER.key, "另一个标题"), now=NOON)["Message-ID"]
    other = compose(target, Message("case-18", ORDER.subject), now=NOON)["Message-ID"]
    assert first == again != other
    assert re.fullmatch(r"<[0-9a-f]{40}@example\.cn>", first)


@pytest.mark.parametrize(
    "subject",
    [
        "通报\r\nBcc: everybody@example.cn",
        "=?utf-8?q?a=0d=0aBcc:_everybody=40example.cn?= 通报",
        "=?utf-8?b?eA0KQmNjOiBldmVyeWJvZHlAZXhhbXBsZS5jbg0KDQpib2R5?=",
        "=?utf-8?b?=?=?utf-8?q?=0d=0aBcc:_x?=",
        "通报" * 400,
    ],
)
def test_a_posts_title_cannot_write_headers(server: Open, office: Office, subject: str) -> None:
    send(server("none"), Message("k", subject, ("正文",)))
    letter = office.letter()
    assert letter["Bcc"] is None
    assert letter.defects == []
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_body(("plain",)).get_content().split() == ["正文"]
    assert office.letters[0][1] == ["zhifaju@example.cn"]


def test_a_line_of_one_full_stop_does_not_end_the_letter(server: Open, office: Office) -> None:
    send(server("none"), Message("k", "交接", (".", "From here", "..", "end")))
    text = office.letter().get_body(("plain",)).get_content()
    assert text.splitlines() == [".", "From here", "..", "end"]


def test_the_password_goes_only_under_tls(server: Open, office: Office) -> None:
    known = server(authenticator=admit, auth_required=True, auth_require_tls=True)
    assert isinstance(send({**known, **LOGIN}), Delivered)
    assert len(office.letters) == 1


def test_a_wrong_password_is_a_refusal_that_does_not_repeat_it(server: Open, office: Office) -> None:
    known = server(authenticator=admit, auth_required=True, auth_require_tls=True)
    outcome = send({**known, **LOGIN, "password": "falsch-geheim"})
    assert isinstance(outcome, Refused)
    assert "用户名和密码" in outcome.reason
    assert "geheim" not in repr(outcome)
    assert office.letters == []


def test_a_missing_login_is_a_refusal(server: Open) -> None:
    outcome = send(server(authenticator=admit, auth_required=True, auth_require_tls=True))
    assert isinstance(outcome, Refused)
    assert "（530）" in outcome.reason


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    server: Open, office: Office, security: str
) -> None:
    outcome = send({**server(security), "ca_file": ""})
    assert isinstance(outcome, Refused)
    assert "证书不可信" in outcome.reason
    assert office.letters == []


def test_a_certificate_for_another_name_is_refused(server: Open, office: Office) -> None:
    outcome = send({**server(), "host": "127.0.0.1"})
    assert isinstance(outcome, Refused)
    assert "证书不可信" in outcome.reason
    assert office.letters == []


def test_a_server_without_starttls_gets_nothing_in_the_clear(server: Open, office: Office) -> None:
    outcome = send({**server("none"), "security": "starttls"})
    assert isinstance(outcome, Refused)
    assert "不支持" in outcome.reason
    assert office.letters == []


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("550 5.1.1 no such user", Refused),
        ("553 5.1.3 bad address", Refused),
        ("450 4.2.0 greylisted, come back", Failed),
        ("452 4.2.2 mailbox full", Failed),
    ],
)
def test_a_mailbox_that_will_not_have_it(server: Open, office: Office, reply: str, kind: type) -> None:
    office.rcpt = reply
    outcome = send(server())
    assert isinstance(outcome, kind)
    assert outcome.answer == reply
    assert office.letters == []


@pytest.mark.parametrize(
    ("reply", "kind"), [("554 5.7.1 looks like spam", Refused), ("451 4.3.0 try later", Failed)]
)
def test_a_letter_that_is_turned_down_after_reading_is_not_delivered(
    server: Open, office: Office, reply: str, kind: type
) -> None:
    office.data = reply
    outcome = send(server())
    assert isinstance(outcome, kind)
    assert outcome.answer == reply


def test_rudeness_at_parting_does_not_undo_a_delivery(server: Open, office: Office) -> None:
    office.quit = "451 4.3.0 not now"
    assert isinstance(send(server()), Delivered)


def test_a_port_where_nobody_listens_fails_for_now(closed_port: int) -> None:
    outcome = send(settings(closed_port, host="127.0.0.1"))
    assert outcome == Failed("无法连接邮件服务器，或连接中断。")


@contextmanager
def speaking(talk: Callable[[Any, Event], None]) -> Iterator[int]:
    """A server that says what `talk` writes; its port."""
    over = Event()

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            try:
                talk(self, over)
            except OSError:  # the sender hung up, which is what the test is about
                over.set()

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as host:
        thread = Thread(target=host.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield host.server_address[1]
        finally:
            over.set()
            host.shutdown()
            thread.join()


def test_a_server_that_never_greets_costs_only_the_time_given() -> None:
    with speaking(lambda handler, over: over.wait(10)) as port:
        outcome = send(settings(port, host="127.0.0.1", security="none", seconds=0.2))
    assert outcome == Failed("邮件服务器 0.2 秒内没有答复。")


@pytest.mark.parametrize("greeting", [b"220 mail.example.cn\r\n", b""])
def test_a_server_that_drips_is_held_to_the_whole_time(greeting: bytes) -> None:
    def drip(handler: Any, over: Event) -> None:
        handler.wfile.write(greeting)
        while not over.wait(0.05):
            handler.wfile.write(b"2")
            handler.wfile.flush()

    with speaking(drip) as port:
        outcome = send(settings(port, host="127.0.0.1", security="none", seconds=0.4))
    assert isinstance(outcome, Failed)


@pytest.mark.parametrize(
    ("greeting", "kind"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Failed),
        (b"220 " + b"x" * 20_000 + b"\r\n", Refused),
        (b"250 2.0.0 queued\r\n" * 9, Failed),
        (b"\xff\xfe\r\n", Failed),
        (b"421 4.3.2 shutting down\r\n", Failed),
        (b"554 5.3.2 not here\r\n", Refused),
        (b"", Failed),
    ],
)
def test_what_is_no_mail_server_is_no_delivery(greeting: bytes, kind: type) -> None:
    with speaking(lambda handler, over: handler.wfile.write(greeting)) as port:
        outcome = send(settings(port, host="127.0.0.1", security="none"))
    assert isinstance(outcome, kind)
    assert "geheim" not in repr(outcome)


def test_nothing_is_split(server: Open) -> None:
    target = MailTarget("a@example.cn", "mail.example.cn", "b@example.cn")
    long = Message("k", "交接", ("第一条",) * 5000)
    assert mail.parts(target, long) == (long,)
    assert isinstance(compose(target, long, now=NOON), EmailMessage)
