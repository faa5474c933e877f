"""A real IMAP server over TLS, on this machine: a mailbox with letters that a test puts there."""

import asyncio
import datetime
import imaplib
import ssl
import threading
from argparse import Namespace
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.version import ProxyProtocolVersion
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer

USER, PASSWORD = "park@example.cn", "right-horse"


class ImapServer:
    """`with ImapServer(folder) as server:`; its certificate, made for the run, stands in `ca_file`."""

    def __init__(self, folder: Path) -> None:
        self.ca_file = _certificate(folder)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(20)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _start(self) -> asyncio.Server:
        arguments = Namespace(
            host="127.0.0.1",
            port="0",
            cert=None,
            key=None,
            tls=False,
            proxy_protocol=ProxyProtocolVersion.NOOP.name,
            inherited_sockets=None,
            demo_data=False,
            demo_user=USER,
            demo_password=PASSWORD,
            debug=False,
            passlib_cfg=None,
        )
        backend, config = await DictBackend.init(arguments)
        config.apply_context()
        reader = ProxyProtocolReader(config.proxy_protocol)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.ca_file)
        answer = reader.get_callback(IMAPServer(backend.login, config))
        return await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)

    def address(self, folder: str = "INBOX", host: str = "127.0.0.1") -> str:
        """The mailbox as sources.toml names it."""
        return f"imaps://{USER.replace('@', '%40')}@{host}:{self.port}/{folder}"

    def client(self) -> imaplib.IMAP4_SSL:
        """A mail program of the mailbox's owner."""
        context = ssl.create_default_context(cafile=self.ca_file)
        client = imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=context)
        client.login(USER, PASSWORD)
        return client

    def deliver(self, *letters: bytes, at: datetime.datetime, folder: str = "INBOX") -> None:
        """Put letters into a folder, received at `at`."""
        with self.client() as client:
            for raw in letters:
                assert client.append(folder, "", imaplib.Time2Internaldate(at), raw)[0] == "OK"

    def state(self, folder: str = "INBOX") -> Any:
        """Numbers and flags of all letters, as their owner sees them."""
        with self.client() as client:
            client.select(folder, readonly=True)
            return client.uid("FETCH", "1:*", "(FLAGS)")[1]


def _certificate(folder: Path) -> Path:
    """A key and a certificate of its own for 127.0.0.1 and localhost, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "imap.pem"
    path.write_bytes(private + certificate.public_bytes(pem))
    return path
