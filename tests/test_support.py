"""The helpers that every room's tests stand on."""

import smtplib
import socket
import urllib.error
import urllib.request
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page
from sqlalchemy import text

from huiying.core.database import Database
from tests.support.browsers import MISSING, skipped_for_lack
from tests.support.mailboxes import Mailbox
from tests.support.websites import Answer, HangUp, LocalServer, Request


def get(url: str, **headers: str) -> tuple[int, bytes]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()


def test_the_database_stands_at_the_newest_migration(database: Database) -> None:
    assert database.is_current()


@pytest.mark.parametrize("time", [1, 2])
def test_every_test_gets_a_database_of_its_own(database: Database, time: int) -> None:
    with database.write() as session:
        session.execute(text("CREATE TABLE left_behind (id INTEGER)"))
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM left_behind")).scalar() == 0


def test_an_empty_postgresql_has_no_tables(pg_url: str) -> None:
    database = Database(pg_url)
    try:
        assert not database.is_current()
    finally:
        database.close()


def test_the_server_answers_what_was_set_and_keeps_what_was_asked(
    local_server: LocalServer,
) -> None:
    local_server.page("/news", "园区通告")
    assert get(local_server.url("/news?page=2"), Accept="text/html") == (200, "园区通告".encode())
    (request,) = local_server.requests("/news")
    assert (request.method, request.query) == ("GET", {"page": ["2"]})
    assert request.headers["accept"] == "text/html"
    assert get(local_server.url("/nowhere"))[0] == 404


def test_a_visitor_who_has_the_page_hears_304(local_server: LocalServer) -> None:
    local_server.page("/news", "园区通告", etag='"1"')
    assert get(local_server.url("/news"), **{"If-None-Match": '"1"'}) == (304, b"")
    assert get(local_server.url("/news"), **{"If-None-Match": '"0"'})[0] == 200


def test_the_server_can_hang_up(local_server: LocalServer) -> None:
    def hang_up(request: Request) -> Answer:
        raise HangUp

    local_server.answer("/broken", hang_up)
    with pytest.raises(ConnectionError):
        get(local_server.url("/broken"))
    assert len(local_server.wait_for("/broken")) == 1


def test_the_mailbox_keeps_letters_and_refuses_whom_it_is_told(mailbox: Mailbox) -> None:
    letter = EmailMessage()
    letter["Subject"] = "催办"
    letter.set_content("请在时限内回应。")
    mailbox.refused["gone@park.example"] = "550 no such user"
    with smtplib.SMTP(mailbox.host, mailbox.port) as client:
        sent = ["duty@park.example", "gone@park.example"]
        refused = client.send_message(letter, "huiying@park.example", sent)
    assert set(refused) == {"gone@park.example"}
    (kept,) = mailbox.letters
    assert kept.recipients == ["duty@park.example"]
    assert kept.message["Subject"] == "催办"


@pytest.mark.browser
def test_a_browser_opens_a_local_page(page: Page, local_server: LocalServer) -> None:
    local_server.page("/", "<h1>值班台</h1>")
    page.goto(local_server.url("/"))
    assert page.text_content("h1") == "值班台"


def test_only_tests_without_a_browser_are_named_in_the_loud_summary() -> None:
    class Report:
        def __init__(self, nodeid: str, reason: str) -> None:
            self.nodeid = nodeid
            self.longrepr = ("conftest.py", 1, f"Skipped: {reason}")

    reports = [Report("b", MISSING), Report("a", MISSING), Report("c", "something else")]
    assert skipped_for_lack(reports) == ["a", "b"]


def test_half_a_request_is_not_taken(local_server: LocalServer) -> None:
    """A sender that is killed after the headers leaves a body that never came."""
    with socket.create_connection(("127.0.0.1", local_server.port)) as dying:
        dying.sendall(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
        dying.shutdown(socket.SHUT_WR)
        assert dying.recv(1) == b""
    assert local_server.requests("/hook") == []
