"""E-mail by SMTP submission (RFC 5321, 6409): the one door for outgoing mail.

The server is the office's own and may stand in its own network, so it is not held to public
addresses; who may set it is the administrator's matter.
"""

import hashlib
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from threading import Timer

from responder.notifiers.budget import Budget
from responder.notifiers.message import Message, one_line
from responder.notifiers.outcome import Delivered, Failed, Outcome, Refused
from responder.notifiers.target import TargetError, check_ca_file, check_seconds, read_target

SECURITY = ("starttls", "tls", "none")
LONGEST_SUBJECT = 200
LONGEST_REPLY = 300
SENDER_NAME = "回应"


@dataclass(frozen=True, slots=True)
class MailTarget:
    """One mailbox and the server that takes mail for it.

    `security`: "starttls" (usually port 587) and "tls" (465) check the certificate, against
    `ca_file` (PEM) where given; "none" is for a server in the own network and sends no password.
    `seconds` bounds the whole conversation.
    """

    address: str = field(repr=False)
    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    seconds: float = 20.0

    def __post_init__(self) -> None:
        _check_mailbox("address", self.address)
        _check_mailbox("sender", self.sender)
        if not self.host or one_line(self.host) != self.host or " " in self.host:
            raise TargetError("host", "请填写邮件服务器的主机名或 IP 地址。")
        if not 0 < self.port < 65536:
            raise TargetError("port", "端口应在 1 到 65535 之间，常用 587（starttls）或 465（tls）。")
        _check_security(self.security, self.username)
        check_ca_file(self.ca_file)
        check_seconds(self.seconds)


@dataclass(frozen=True, slots=True)
class Mail:
    label: str = "电子邮件"
    budget: Budget | None = None

    def target(self, settings: Mapping[str, object]) -> MailTarget:
        return read_target(MailTarget, settings)

    def parts(self, target: MailTarget, message: Message) -> tuple[Message, ...]:
        return (message,)

    def send(self, target: MailTarget, message: Message, *, now: datetime) -> Outcome:
        letter = compose(target, message, now=now).as_bytes()
        try:
            return _submit(target, letter)
        except ssl.SSLCertVerificationError:
            return Refused("邮件服务器的证书不可信，未发送；自建证书请在 ca_file 中写明。")
        except smtplib.SMTPNotSupportedError:
            return Refused("邮件服务器不支持所设的加密或登录方式，未发送。")
        except smtplib.SMTPResponseException as error:
            return _judge(error.smtp_code, error.smtp_error)
        except TimeoutError:
            return Failed(f"邮件服务器 {target.seconds:g} 秒内没有答复。")
        except (smtplib.SMTPException, OSError):
            return Failed("无法连接邮件服务器，或连接中断。")


NOTIFIER = Mail()


def compose(target: MailTarget, message: Message, *, now: datetime) -> EmailMessage:
    """The letter: plain text with an HTML twin; `Message-ID` follows from the key alone."""
    letter = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    letter["From"] = Address(SENDER_NAME, addr_spec=target.sender)
    letter["To"] = Address(addr_spec=target.address)
    letter["Subject"] = message.headline[:LONGEST_SUBJECT]
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = message_id(message.key, target.sender)
    letter["Auto-Submitted"] = "auto-generated"
    if message.urgent:
        letter["Importance"] = "high"
    letter.set_content(_text(message))
    letter.add_alternative(_html(message), subtype="html")
    return letter


def message_id(key: str, sender: str) -> str:
    """The same key gives the same id, so that a mailbox can drop what it got twice (RFC 5322)."""
    digest = hashlib.sha256(key.encode("utf-8")).hexdigest()[:40]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def _text(message: Message) -> str:
    case = [f"事项：{message.case_number}"] if message.case_number else []
    link = [f"查看：{message.link}"] if message.link else []
    return "\n".join([*case, *message.lines, *link]) + "\n"


def _html(message: Message) -> str:
    case = f"<p>事项：{escape(message.case_number)}</p>" if message.case_number else ""
    lines = "".join(f"<p>{escape(line)}</p>" for line in message.lines)
    link = f'<p><a href="{escape(message.link)}">打开查看</a></p>' if message.link else ""
    title = f"<h1>{escape(message.headline)}</h1>"
    return f'<!DOCTYPE html><html lang="zh-CN"><body>{title}{case}{lines}{link}</body></html>\n'


def _submit(target: MailTarget, letter: bytes) -> Outcome:
    connection = _connect(target)
    try:
        with _ended_after(target.seconds, connection):
            return _converse(connection, target, letter)
    finally:
        connection.close()


def _connect(target: MailTarget) -> smtplib.SMTP:
    if target.security == "tls":
        return smtplib.SMTP_SSL(target.host, target.port, timeout=target.seconds, context=_trust(target))
    return smtplib.SMTP(target.host, target.port, timeout=target.seconds)


def _trust(target: MailTarget) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=target.ca_file or None)


@contextmanager
def _ended_after(seconds: float, connection: smtplib.SMTP) -> Iterator[None]:
    """Ends a conversation that as a whole takes too long, each of its replies just in time."""
    watch = Timer(seconds, _hang_up, [connection])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _hang_up(connection: smtplib.SMTP) -> None:
    # The socket under TLS stays another object's to close: only its traffic is ended here.
    with suppress(OSError):
        if connection.sock is not None:
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


def _converse(connection: smtplib.SMTP, target: MailTarget, letter: bytes) -> Outcome:
    if target.security == "starttls":
        connection.starttls(context=_trust(target))
    if target.username:
        connection.login(target.username, target.password)
    connection.ehlo_or_helo_if_needed()
    for code, reply in (connection.mail(target.sender), connection.rcpt(target.address)):
        if code >= 400:
            return _judge(code, reply)
    outcome = _judge(*connection.data(letter))
    # The letter is accepted or not by now; a server that is rude at parting changes nothing.
    with suppress(smtplib.SMTPException, OSError):
        connection.quit()
    return outcome


def _judge(code: int, reply: bytes | str) -> Outcome:
    """RFC 5321, 4.2.1: 2xx done, 4xx try again, 5xx never."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    said = one_line(f"{code} {text}")[:LONGEST_REPLY]
    if 200 <= code < 300:
        return Delivered(said)
    if code in (530, 534, 535):
        return Refused(f"邮件服务器拒绝登录（{code}），请核对用户名和密码。", said)
    if code >= 500:
        return Refused(f"邮件服务器拒收（{code}），请核对收件地址。", said)
    return Failed(f"邮件服务器暂时不收（{code}）。", said)


def _check_mailbox(key: str, mailbox: str) -> None:
    name, at, domain = mailbox.rpartition("@")
    plain = mailbox.isascii() and mailbox.isprintable() and not set(mailbox) & set(' <>",;:\\()[]')
    if not (name and at and domain and plain and "@" not in name):
        raise TargetError(key, "应为一个完整的邮箱地址，例如 zhiban@example.cn。")


def _check_security(security: str, username: str) -> None:
    if security not in SECURITY:
        raise TargetError("security", f"应为 {'、'.join(SECURITY)} 之一。")
    if security == "none" and username:
        raise TargetError("security", "不加密时不能带用户名和密码，请改用 starttls 或 tls。")
