"""The door to mailboxes: IMAP over TLS, opened for reading only, so that nothing in one ever changes.

Certificates are checked. A server in a private range is refused where the connection is made, after DNS,
unless the source allows it. Every fault is a HuiyingError that says in Chinese what to do.
"""

import base64
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from crawlers.addresses import is_public
from huiying.core.contents import one_line
from huiying.core.errors import HuiyingError

SECONDS = 30
_LARGEST_ANSWER = 64 * 1024 * 1024
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Several Chinese providers let no client read a folder that has not said who it is (RFC 2971).
_WHO = '("name" "huiying" "version" "0.1")'
_RECEIVED = re.compile(rb'INTERNALDATE "([^"]{10,40})"')


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mailbox is. `ca_file`: certificates (PEM) to trust in place of the system's."""

    host: str
    port: int
    allow_private: bool = False
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """The beginning of a message, and the moment (aware) at which the server received it."""

    raw: bytes
    received_at: datetime | None


@contextmanager
def logged_in(server: Server, user: str, password: str) -> Iterator["Mailbox"]:
    """The mailbox of `user`, until the block ends. Raises HuiyingError."""
    with _explained(server):
        client = _Client(server)
        try:
            try:
                client.login(user, password)
            except (imaplib.IMAP4.error, UnicodeError) as error:
                raise HuiyingError(
                    f"邮箱 {server.host} 拒绝登录：请检查账号与口令（许多邮箱须用“授权码”，并先开启 IMAP）"
                ) from error
            if "ID" in client.capabilities:
                with suppress(imaplib.IMAP4.error):
                    client.xatom("ID", _WHO)
            yield Mailbox(client)
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                client.logout()


class Mailbox:
    """An open mailbox."""

    def __init__(self, client: "imaplib.IMAP4_SSL") -> None:
        self._client = client

    def open(self, folder: str) -> str:
        """Look into a folder; returns its UIDVALIDITY: numbers of messages mean nothing under another."""
        answer, said = self._client.select(_quoted(_in_utf7(folder)), readonly=True)
        if answer != "OK":
            raise HuiyingError(f"邮箱里打不开文件夹“{folder}”：{_text(said)}")
        told = self._client.response("UIDVALIDITY")[1]
        return _text(told) or "0"

    def newer(self, after: int, since: date | None) -> list[int]:
        """Numbers (UIDs) above `after`, ascending; only of what was received from `since` on."""
        wanted = ["UID", f"{after + 1}:*"]
        if since is not None:
            wanted += ["SINCE", f"{since.day:02}-{_MONTHS[since.month - 1]}-{since.year}"]
        answer, found = self._client.uid("SEARCH", *wanted)
        if answer != "OK":
            raise HuiyingError(f"邮箱无法检索：{_text(found)}")
        numbers = {int(number) for line in found if line for number in line.split() if number.isdigit()}
        # “n:*” also names the last message where it is below n.
        return sorted(number for number in numbers if number > after)

    def fetch(self, uid: int, most_bytes: int) -> Received | None:
        """The first `most_bytes` of a message, which stays unread; None where it is gone."""
        asked = f"(INTERNALDATE BODY.PEEK[]<0.{most_bytes}>)"
        answer, parts = self._client.uid("FETCH", str(uid), asked)
        if answer != "OK":
            raise HuiyingError(f"邮件无法取回：{_text(parts)}")
        whole = [part for part in parts if isinstance(part, tuple) and b"BODY[]" in part[0]]
        if not whole:
            return None
        told = b" ".join(part[0] if isinstance(part, tuple) else part for part in parts if part)
        return Received(whole[0][1][:most_bytes], _moment(_RECEIVED.search(told)))


class _Client(imaplib.IMAP4_SSL):
    """The library's client, which checks where it is led and how much is sent."""

    def __init__(self, server: Server) -> None:
        self._allow_private = server.allow_private
        context = ssl.create_default_context(cafile=server.ca_file)
        super().__init__(server.host, server.port, ssl_context=context, timeout=SECONDS)

    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        connected = _connected(self.host, self.port, timeout or SECONDS, self._allow_private)
        wrapped: ssl.SSLSocket = self.ssl_context.wrap_socket(connected, server_hostname=self.host)
        return wrapped

    def read(self, size: int) -> bytes:
        if size > _LARGEST_ANSWER:
            raise self.abort(f"an answer of {size} bytes")
        return super().read(size)


def _connected(host: str, port: int, seconds: float, allow_private: bool) -> socket.socket:
    """Connect to one of the host's addresses; it is the checked address that is connected to."""
    last: OSError | None = None
    for family, kind, protocol, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not allow_private and not is_public(str(place[0])):
            raise HuiyingError(f"邮箱地址 {host} 属于内部网络，未获允许（allow_private）")
        found = socket.socket(family, kind, protocol)
        found.settimeout(seconds)
        try:
            found.connect(place)
        except OSError as error:
            found.close()
            last = error
        else:
            return found
    raise last or OSError("no address")


@contextmanager
def _explained(server: Server) -> Iterator[None]:
    where = f"邮箱 {server.host}:{server.port}"
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise HuiyingError(
            f"{where} 的证书不受信任：若是单位自建的服务器，请在选项 ca_file 中填写其证书文件"
        ) from error
    except socket.gaierror as error:
        raise HuiyingError(f"{where}：域名无法解析") from error
    except TimeoutError as error:
        raise HuiyingError(f"{where}：连接超时") from error
    except ssl.SSLError as error:
        raise HuiyingError(f"{where}：不是加密的 IMAP 服务（通常为 993 端口）") from error
    except imaplib.IMAP4.error as error:
        raise HuiyingError(f"{where} 回应异常：{one_line(str(error))[:200]}") from error
    except OSError as error:
        raise HuiyingError(f"{where}：无法连接（{error.strerror or type(error).__name__}）") from error


def _in_utf7(folder: str) -> str:
    """A folder's name as IMAP writes it (RFC 3501, 5.1.3)."""

    def encoded(match: re.Match[str]) -> str:
        if match[0] == "&":
            return "&-"
        return (
            "&" + base64.b64encode(match[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"
        )

    return re.sub(r"&|[^\x20-\x7e]+", encoded, folder)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(said: Any) -> str:
    parts = [part for part in said or [] if isinstance(part, bytes)]
    return one_line(b" ".join(parts).decode("utf-8", "replace"))[:200]


def _moment(match: re.Match[bytes] | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(match[1].decode("ascii").strip()) if match else None
    except (ValueError, UnicodeError):
        return None
    return found if found is not None and found.tzinfo is not None else None
