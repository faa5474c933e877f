"""Does the published page carry the cleared text? Real pages from a real server."""

from datetime import UTC, datetime

from responder.evidence import found, look
from tests.support.websites import LocalServer

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CLEARED = "11月23日9时许，棋盘洲一企业发生爆炸。3人受伤，已送医救治。事故原因正在调查。"
HERE = ("127.0.0.0/8",)


def page(body: str, charset: str = "utf-8") -> bytes:
    return f"<html><head><meta charset={charset}></head><body>{body}</body></html>".encode(charset)


def test_a_page_with_the_whole_text_is_evidence(local_server: LocalServer) -> None:
    local_server.page("/1", page(f"<h1>通报</h1><p>{CLEARED}</p>"))
    seen = look(local_server.url("/1"), CLEARED, now=NOW, allow=HERE)
    assert seen.contains
    assert "事故原因正在调查" in seen.text
    assert seen.fetched_at == NOW


def test_spaces_full_width_forms_and_charset_do_not_matter(local_server: LocalServer) -> None:
    spaced = CLEARED.replace("3人受伤", "３人 受伤").replace("。", "。</p><p>")
    local_server.page("/1", page(f"<p>{spaced}</p>", "gb18030"), headers={"Content-Type": "text/html"})
    assert look(local_server.url("/1"), CLEARED, now=NOW, allow=HERE).contains


def test_a_page_that_lost_a_sentence_is_none_and_says_how_much_is_there(local_server: LocalServer) -> None:
    local_server.page("/1", page("<p>11月23日9时许，棋盘洲一企业发生爆炸。</p>"))
    seen = look(local_server.url("/1"), CLEARED, now=NOW, allow=HERE)
    assert not seen.contains
    assert "只含审查文稿的" in seen.said


def test_a_missing_page_and_a_private_address_are_said_plainly(local_server: LocalServer) -> None:
    assert "404" in look(local_server.url("/none"), CLEARED, now=NOW, allow=HERE).said
    refused = look(local_server.url("/1"), CLEARED, now=NOW)
    assert not refused.contains
    assert "内网" in refused.said


def test_a_redirect_is_followed_but_never_to_a_private_address_that_is_not_allowed(
    local_server: LocalServer,
) -> None:
    local_server.page("/1", page(f"<p>{CLEARED}</p>"))
    local_server.page("/old", b"", status=302, headers={"Location": "/1"})
    local_server.page("/away", b"", status=302, headers={"Location": "http://10.0.0.1/"})
    assert look(local_server.url("/old"), CLEARED, now=NOW, allow=HERE).contains
    assert not look(local_server.url("/away"), CLEARED, now=NOW, allow=HERE).contains


def test_a_redirect_in_a_circle_ends(local_server: LocalServer) -> None:
    local_server.page("/a", b"", status=302, headers={"Location": "/a"})
    assert "跳转次数过多" in look(local_server.url("/a"), CLEARED, now=NOW, allow=HERE).said


def test_the_share_found_is_counted_in_characters() -> None:
    assert found("甲乙丙。", "甲乙丙。丁戊己。") == 0.5
    assert found("任何内容", "") == 0.0
