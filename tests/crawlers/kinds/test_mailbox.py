"""A mailbox that is read: what comes out, once, and that it stays as it was."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from crawlers.config import SourceConfig
from crawlers.items import Item, Place
from crawlers.kinds import read_options
from crawlers.kinds.mailbox import collect
from crawlers.once import check
from crawlers.registry import sync
from crawlers.rounds import run_due
from huiying.core.contents import author_hash
from huiying.core.database import Database
from huiying.core.errors import HuiyingError
from huiying.core.keys import make_secret, read_secret
from huiying.core.models import Post
from huiying.core.settings import Settings
from tests.support.imap_servers import PASSWORD, ImapServer
from tests.support.memories import NOW, Remembering

WORD = "HUIYING_TEST_MAIL_PASSWORD"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORD, PASSWORD)


def letter(number: int, *, text: str = "海口大道路灯不亮。", padding: int = 0) -> bytes:
    message = EmailMessage()
    message["Message-ID"] = f"<{number}@example.cn>"
    message["Subject"] = f"来信{number}"
    message["From"] = "张先生 <Zhang@Example.cn>"
    message["Date"] = "Mon, 01 Jan 1990 08:00:00 +0800"
    message.set_content(text)
    if padding:
        message.add_attachment(b"x" * padding, maintype="image", subtype="png", filename="a.png")
    return message.as_bytes()


def place(server: ImapServer, folder: str = "INBOX", **options: object) -> Place:
    given = {"password_env": WORD, "ca_file": str(server.ca_file), **options}
    return Place(
        "信箱", "message", server.address(folder), read_options("mailbox", given), allow_private=True
    )


def visit(where: Place, memory: Remembering) -> list[Item]:
    items: list[Item] = []
    for haul in collect(where, memory):
        items += haul.items
        memory.read |= {one.address: one for one in haul.read}
    return items


def test_a_letter_becomes_an_item_once_and_stays_unread(imap_server: ImapServer) -> None:
    imap_server.deliver(letter(1), at=NOW - HOUR)
    before, memory = imap_server.state(), Remembering()
    (item,) = visit(place(imap_server), memory)
    assert (item.key, item.title, item.text) == ("<1@example.cn>", "来信1", "海口大道路灯不亮。")
    assert item.author == "zhang@example.cn"
    assert item.published_at == NOW - HOUR, "the server's moment counts, not the sender's"
    assert visit(place(imap_server), memory) == []
    imap_server.deliver(letter(2), at=NOW)
    assert [one.title for one in visit(place(imap_server), memory)] == ["来信2"]
    assert imap_server.state()[:1] == before
    assert b"Seen" not in before[0]


def test_the_first_visit_goes_back_some_days_and_what_is_left_comes_next_time(
    imap_server: ImapServer,
) -> None:
    imap_server.deliver(letter(1), at=NOW - timedelta(days=40))
    imap_server.deliver(letter(2), letter(3), letter(4), at=NOW - HOUR)
    where, memory = place(imap_server, most=2), Remembering()
    assert [one.title for one in visit(where, memory)] == ["来信2", "来信3"]
    assert [one.title for one in visit(where, memory)] == ["来信4"]


def test_a_folder_that_was_numbered_anew_is_read_from_the_beginning(imap_server: ImapServer) -> None:
    with imap_server.client() as client:
        client.create("Letters")
    imap_server.deliver(letter(1), at=NOW, folder="Letters")
    where, memory = place(imap_server, "Letters"), Remembering()
    assert len(visit(where, memory)) == 1
    with imap_server.client() as client:
        client.delete("Letters")
        client.create("Letters")
    imap_server.deliver(letter(1), at=NOW, folder="Letters")
    assert [one.key for one in visit(where, memory)] == ["<1@example.cn>"]


def test_a_folder_with_a_chinese_name_is_found(imap_server: ImapServer) -> None:
    with imap_server.client() as client:
        client.create('"&T+FO9g-"')
    imap_server.deliver(letter(1), at=NOW, folder='"&T+FO9g-"')
    assert len(visit(place(imap_server, "%E4%BF%A1%E4%BB%B6"), Remembering())) == 1
    with pytest.raises(HuiyingError, match="打不开文件夹“没有的”"):
        visit(place(imap_server, "%E6%B2%A1%E6%9C%89%E7%9A%84"), Remembering())


def test_of_a_long_letter_only_the_beginning_is_fetched(imap_server: ImapServer) -> None:
    imap_server.deliver(letter(1, padding=400_000), at=NOW)
    (item,) = visit(place(imap_server, most_kilobytes=16), Remembering())
    assert item.text == "海口大道路灯不亮。"


def test_an_answering_machine_is_passed_over(imap_server: ImapServer) -> None:
    imap_server.deliver(b"Auto-Submitted: auto-replied\r\n" + letter(1), at=NOW)
    imap_server.deliver(letter(2), at=NOW)
    assert [one.title for one in visit(place(imap_server), Remembering())] == ["来信2"]


def test_a_look_shows_the_newest_few(imap_server: ImapServer) -> None:
    imap_server.deliver(*(letter(number) for number in range(8)), at=NOW)
    found = visit(place(imap_server), Remembering(only_looks=True))
    assert [one.title for one in found] == [f"来信{number}" for number in range(3, 8)]


def test_a_wrong_password_is_told_without_it(
    imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WORD, "wrong-pony")
    with pytest.raises(HuiyingError, match="拒绝登录") as told:
        visit(place(imap_server), Remembering())
    assert "wrong-pony" not in str(told.value)
    monkeypatch.delenv(WORD)
    with pytest.raises(HuiyingError, match=f"没有设置环境变量 {WORD}"):
        visit(place(imap_server), Remembering())


def test_a_password_may_stand_in_a_file(imap_server: ImapServer, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(PASSWORD + "\n")
    imap_server.deliver(letter(1), at=NOW)
    given = {"password_env": None, "password_file": str(tmp_path / "password")}
    assert len(visit(place(imap_server, **given), Remembering())) == 1
    given["password_file"] = str(tmp_path / "none")
    with pytest.raises(HuiyingError, match=r"口令文件 .* 无法读取"):
        visit(place(imap_server, **given), Remembering())


def test_a_certificate_that_nobody_vouches_for_is_refused(imap_server: ImapServer) -> None:
    with pytest.raises(HuiyingError, match=r"证书不受信任.*ca_file"):
        visit(place(imap_server, ca_file=None), Remembering())


def test_a_server_inside_the_house_needs_leave(imap_server: ImapServer) -> None:
    for host in ("127.0.0.1", "localhost"):
        where = replace(place(imap_server), address=imap_server.address(host=host), allow_private=False)
        with pytest.raises(HuiyingError, match="内部网络"):
            visit(where, Remembering())


def test_a_server_that_is_not_there_or_speaks_something_else_is_told(
    imap_server: ImapServer, mailbox: object
) -> None:
    gone = replace(place(imap_server), address="imaps://a@127.0.0.1:1/INBOX")
    with pytest.raises(HuiyingError, match=r"127\.0\.0\.1:1：无法连接"):
        visit(gone, Remembering())
    port = mailbox.port  # type: ignore[attr-defined]
    with pytest.raises(HuiyingError, match="不是加密的 IMAP 服务"):
        visit(replace(gone, address=f"imaps://a@127.0.0.1:{port}/"), Remembering())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("imap://a@mail.example/INBOX", "不是邮箱地址"),
        ("imaps://mail.example/INBOX", "不是邮箱地址"),
        ("imaps://a:secret@mail.example/INBOX", "不能写口令"),
        ("imaps://a%0d%0aX@mail.example/INBOX", "不可见的字符"),
        ("https://mail.example/", "不是邮箱地址"),
    ],
)
def test_a_wrong_address_is_refused(address: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        SourceConfig(name="信箱", kind="mailbox", address=address, options={"password_env": WORD})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "password_env（环境变量名）或 password_file"),
        ({"password": "secret"}, "没有这一项"),
        ({"password_file": "mail.key"}, "完整路径"),
        ({"password_env": "A", "password_file": "/a"}, "给出其一"),
    ],
)
def test_the_password_stands_in_exactly_one_safe_place(options: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        SourceConfig(name="信箱", kind="mailbox", address="imaps://a@mail.example/", options=options)


def test_a_round_stores_letters_with_hashed_senders_and_a_check_stores_none(
    imap_server: ImapServer, sqlite_database: Database, tmp_path: Path
) -> None:
    imap_server.deliver(letter(1), at=datetime.now(UTC) - HOUR)
    config = SourceConfig(
        name="信箱",
        kind="mailbox",
        channel="message",
        address=imap_server.address(),
        allow_private=True,
        options={"password_env": WORD, "ca_file": str(imap_server.ca_file)},
    )
    assert [item["title"] for item in check(config).items] == ["来信1"]
    settings = Settings(home=tmp_path, crawl_limit_seconds=60, log_level="error")
    make_secret(settings.secret_file)
    with sqlite_database.write() as session:
        sync(session, [config], datetime.now(UTC))
    assert run_due(sqlite_database, settings, datetime.now(UTC)).failures == {}
    with sqlite_database.read() as session:
        (post,) = session.scalars(select(Post))
    secret = read_secret(settings.secret_file)
    assert post.author_hash == author_hash(secret, "message", "zhang@example.cn")
    assert (post.key, post.channel) == ("<1@example.cn>", "message")
