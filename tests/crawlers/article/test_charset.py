"""The text of a page is read right whatever the server and the page say about it."""

import pytest

from crawlers.article.charset import decode

NEWS = "黄石新港物流工业园区管委会今日发布通知，园区道路将于月底前完成修复，请过往车辆注意安全。"
TAIWAN = "臺北市政府今日發布新聞，說明道路工程進度，請民眾行車時注意安全，並改道行駛。"
# Beyond GBK: characters of four bytes that names of people and villages are written with.
RARE = "㙦村𠮷田镇䶮湾。"
HONGKONG = "佢哋喺嗰度唔識嘅嘢。"


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
        (NEWS, "utf-8-sig", "gbk", "text/html; charset=gbk", "utf-8"),
        (NEWS, "utf-16-be", None, None, "utf-16-be"),
        (NEWS, "utf-8", "gb18030", "text/html; charset=iso-8859-1", "utf-8"),
        (NEWS, "gbk", "utf-8", "text/html", "gb18030"),
        (NEWS, "gbk", "gbk", "text/html; charset=big5", "gb18030"),
        (NEWS + RARE, "gb18030", "gb2312", None, "gb18030"),
        (NEWS + RARE, "gb18030", None, "text/html; charset=utf-8", "gb18030"),
        (TAIWAN, "big5", None, "text/html; charset=Big5", "big5"),
        (TAIWAN, "big5", "utf-8", "text/html; charset=utf-8", "big5"),
        (TAIWAN + HONGKONG, "big5hkscs", "big5", None, "big5"),
        (TAIWAN, "utf-8", "big5", "text/html; charset=big5", "utf-8"),
        (TAIWAN, "gbk", "gbk", None, "gb18030"),
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


def test_a_character_cut_at_the_end_of_the_page_does_no_harm() -> None:
    for encoding, named in (("utf-8", "utf-8"), ("gbk", "gb18030")):
        read, name = decode(page(NEWS * 3, encoding)[:-6], None)
        assert (NEWS in read, name) == (True, named)


def test_a_part_in_another_encoding_does_not_change_the_whole() -> None:
    read, name = decode(page(NEWS * 60, "utf-8", "utf-8") + "相关链接：通知".encode("gbk"), None)
    assert (read.count(NEWS), name) == (60, "utf-8")


def test_bytes_that_are_no_text_do_not_raise() -> None:
    read, _ = decode(bytes(range(256)) * 50, "text/html; charset=\x00")
    assert read


def test_an_empty_page_is_empty() -> None:
    assert decode(b"", None) == ("", "utf-8")
