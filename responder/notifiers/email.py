"""E-mail by SMTP submission (RFC 5321, 6409): the one door for outgoing mail.

The server is the office's own and may stand in its own network, so it is not held to public
addresses; who may set it is the administrator's matter.
"""

import hashlib
import re
import smtplib
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from threading import Timer

from responder.notifiers.budget import Budget
from responder.notifiers.message import Message, one_line, unlinked
from responder.notifiers.outcome import Delivered, Failed, Outcome, Refused
from responder.notifiers.registry import Notifier
from responder.notifiers.target import TargetError, check_ca_file, check_seconds, read_target

LONGEST_SUBJECT = 200
LONGEST_REPLY = 300
SENDER_NAME = "回应"
LONGEST_MAILBOX = 254
# The dot-atom form of RFC 5322, 3.4.1; quoted names and comments are of no use to an office.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
MAILBOX = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")


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
        for key, value in (("username", self.username), ("password", self.password)):
            if not value.isascii():
                raise TargetError(key, "只能用英文字母、数字和英文符号。")
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
            return _declined(error.smtp_code, error.smtp_error)
        except TimeoutError:
            return Failed(f"邮件服务器 {target.seconds:g} 秒内没有答复。")
        except (smtplib.SMTPException, OSError):
            return Failed("无法连接邮件服务器，或连接中断。")


NOTIFIER: Notifier[MailTarget] = Mail()


def compose(target: MailTarget, message: Message, *, now: datetime) -> EmailMessage:
    """The letter: plain text with an HTML twin; `Message-ID` follows from the key alone."""
    letter = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    letter["From"] = Address(SENDER_NAME, addr_spec=target.sender)
    letter["To"] = Address(addr_spec=target.address)
    letter["Subject"] = _subject(message)
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = message_id(message.key, target.sender)
    letter["Auto-Submitted"] = "auto-generated"
    if message.urgent:
        letter["Importance"] = "high"
    letter.set_content(_text(message))
    letter.add_alternative(_html(message), subtype="html")
    return letter


def _subject(message: Message) -> str:
    # The library decodes "=?utf-8?q?...?=" found in a header's text and writes what comes out,
    # line breaks and all: a post's title could add headers of its own.
    return unlinked(message.headline[:LONGEST_SUBJECT]).replace("=?", "＝?")


def message_id(key: str, sender: str) -> str:
    """The same key gives the same id, so that a mailbox can drop what it got twice (RFC 5322)."""
    digest = hashlib.sha256(key.encode("utf-8")).hexdigest()[:40]
    return f"<{digest}@{_domain(sender)}>"


def _domain(mailbox: str) -> str:
    return mailbox.rpartition("@")[2]


def _text(message: Message) -> str:
    case = [f"事项：{message.case_number}"] if message.case_number else []
    link = [f"查看：{message.link}"] if message.link else []
    return "\n".join([*map(unlinked, (*case, *message.lines)), *map(str, message.doors), *link]) + "\n"


def _html(message: Message) -> str:
    case = f"<p>事项：{_escaped(message.case_number)}</p>" if message.case_number else ""
    lines = "".join(f"<p>{_escaped(line)}</p>" for line in message.lines)
    doors = "".join(_anchor(door.link, door.text) for door in message.doors)
    link = _anchor(message.link, "打开查看") if message.link else ""
    title = f"<h1>{_escaped(message.headline)}</h1>"
    return f'<!DOCTYPE html><html lang="zh-CN"><body>{title}{case}{lines}{doors}{link}</body></html>\n'


def _anchor(link: str, text: str) -> str:
    return f'<p><a href="{escape(link)}">{_escaped(text)}</a></p>'


def _escaped(text: str) -> str:
    return escape(unlinked(text))


def _submit(target: MailTarget, letter: bytes) -> Outcome:
    connection = _SECURED[target.security](target)
    try:
        return _converse(connection, target, letter)
    finally:
        connection.close()


class _Plain(smtplib.SMTP):
    """A conversation that ends itself when as a whole it takes longer than the target's seconds.

    smtplib's own time limit is for each read: a server that sends a byte now and then would hold
    us for ever. The name we greet with is given, as looking it up could take long, too.
    """

    def __init__(self, target: MailTarget) -> None:
        self._late = False
        self._watch = Timer(target.seconds, self._hang_up)
        self._watch.daemon = True
        self._watch.start()
        try:
            self._open(target)
        except BaseException:
            self._watch.cancel()
            raise

    def _open(self, target: MailTarget) -> None:
        smtplib.SMTP.__init__(self, target.host, target.port, _domain(target.sender), timeout=target.seconds)

    def getreply(self) -> tuple[int, bytes]:
        try:
            return super().getreply()
        except smtplib.SMTPServerDisconnected as error:
            if self._late or isinstance(error.__context__, TimeoutError):
                raise TimeoutError from None
            raise

    def _hang_up(self) -> None:
        self._late = True
        # Ends the traffic and leaves the socket, whichever layers stand over it, to its owner.
        with suppress(OSError):
            if self.sock is not None:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def close(self) -> None:
        self._watch.cancel()
        super().close()


class _Tls(_Plain, smtplib.SMTP_SSL):
    def _open(self, target: MailTarget) -> None:
        smtplib.SMTP_SSL.__init__(
            self,
            target.host,
            target.port,
            _domain(target.sender),
            timeout=target.seconds,
            context=_trust(target),
        )


_SECURED: dict[str, type[_Plain]] = {"starttls": _Plain, "none": _Plain, "tls": _Tls}


def _trust(target: MailTarget) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=target.ca_file or None)


def _converse(connection: smtplib.SMTP, target: MailTarget, letter: bytes) -> Outcome:
    if target.security == "starttls":
        connection.starttls(context=_trust(target))
    if target.username:
        connection.login(target.username, target.password)
    connection.ehlo_or_helo_if_needed()
    for command, address in ((connection.mail, target.sender), (connection.rcpt, target.address)):
        code, reply = command(address)
        if code not in (250, 251):
            return _declined(code, reply)
    code, reply = connection.data(letter)
    # The letter is accepted or not by now; a server that is rude at parting changes nothing.
    with suppress(smtplib.SMTPException, OSError):
        connection.quit()
    return Delivered(_said(code, reply)) if code == 250 else _declined(code, reply)


def _declined(code: int, reply: bytes | str) -> Refused | Failed:
    """RFC 5321, 4.2.1: 5xx never, all else (4xx, or what is no mail server's answer) later."""
    said = _said(code, reply)
    if code in (530, 534, 535):
        return Refused(f"邮件服务器拒绝登录（{code}），请核对用户名和密码。", said)
    if 500 <= code < 600:
        return Refused(f"邮件服务器拒收（{code}），请核对收件地址和服务器设置。", said)
    return Failed(f"邮件服务器暂时不收（{code}）。", said)


def _said(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return one_line(f"{code} {text}")[:LONGEST_REPLY]


def _check_mailbox(key: str, mailbox: str) -> None:
    if len(mailbox) > LONGEST_MAILBOX or not MAILBOX.fullmatch(mailbox):
        raise TargetError(key, "应为一个完整的邮箱地址，例如 zhiban@example.cn。")


def _check_security(security: str, username: str) -> None:
    if security not in _SECURED:
        raise TargetError("security", f"应为 {'、'.join(_SECURED)} 之一。")
    if security == "none" and username:
        raise TargetError("security", "不加密时不能带用户名和密码，请改用 starttls 或 tls。")
