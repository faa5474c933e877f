"""The text of a page is read right whatever the server and the page say about it."""

import pytest

from crawlers.article.charset import decode

NEWS = "黄石新港物流工业园区管委会今日发布通知，园区道路将于月底前完成修复，请过往车辆注意安全。"
TAIWAN = "臺北市政府今日發布新聞，說明道路工程進度，請民眾行車時注意安全，並改道行駛。"


def page(text: str, encoding: str, declared: str | None = None) -> bytes:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}<title>{text[:8]}</title></head><p>{text}</p>".encode(encoding)


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "header", "named"),
    [
        (NEWS, "utf-8", None, None, "utf-8"),
        (NEWS, "gbk", "gb2312", None, "gb18030"),
        (NEWS, "gbk", None, None, "gb18030"),
        (NEWS, "gb18030", None, "text/html; charset=GBK", "gb18030"),
        (NEWS, "utf-8", "gb2312", None, "utf-8"),
        (NEWS, "utf-8", None, "text/html; charset=gbk", "utf-8"),
        (NEWS, "gbk", "utf-8", "text/html; charset=UTF-8", "gb18030"),
        (NEWS, "gbk", "big5", None, "gb18030"),
        (NEWS, "gbk", "iso-8859-1", None, "gb18030"),
        (TAIWAN, "big5", "big5", None, "big5"),
        (TAIWAN, "big5", None, None, "big5"),
        (TAIWAN, "big5", "gb2312", None, "big5"),
        (NEWS, "utf-8-sig", None, None, "utf-8"),
        (NEWS, "utf-16", None, None, "utf-16"),
        (NEWS, "gbk", "no-such-charset", None, "gb18030"),
    ],
)
def test_the_bytes_outvote_a_wrong_declaration(
    text: str, encoding: str, declared: str | None, header: str | None, named: str
) -> None:
    read, name = decode(page(text, encoding, declared), header)
    assert text in read
    assert name == named


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    body = page(NEWS * 20, "gbk", "gbk")
    read, name = decode(body.replace(b"<p>", b"<p>\xff"), None)
    assert name == "gb18030"
    assert read.count(NEWS) == 20


def test_bytes_that_are_no_text_do_not_raise() -> None:
    read, _ = decode(bytes(range(256)) * 50, "text/html; charset=\x00")
    assert read


def test_an_empty_page_is_empty() -> None:
    assert decode(b"", None) == ("", "utf-8")
