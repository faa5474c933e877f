"""Letters as Chinese mail programs really write them, and as nobody should."""

import base64
from email.message import EmailMessage

import pytest

from crawlers.letters import read_letter


def encoded(text: str, charset: str, declared: str | None = None) -> str:
    return f"=?{declared or charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def raw(headers: str, body: bytes = b"text\r\n") -> bytes:
    return headers.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    "subject",
    [
        encoded("关于路灯的来信", "utf-8"),
        encoded("关于路灯的来信", "gb18030", "gb2312"),
        encoded("关于路灯的来信", "gbk", "GBK"),
        "=?utf-8?Q?=E5=85=B3=E4=BA=8E=E8=B7=AF=E7=81=AF?=\n =?utf-8?Q?=E7=9A=84=E6=9D=A5=E4=BF=A1?=",
    ],
)
def test_an_encoded_subject_is_read_whatever_it_is_encoded_in(subject: str) -> None:
    assert read_letter(raw(f"Subject: {subject}")).subject == "关于路灯的来信"


def test_a_character_beyond_gb2312_is_read_where_only_that_is_declared() -> None:
    assert (
        read_letter(raw(f"Subject: {encoded('朱镕基路的鎏金灯', 'gb18030', 'gb2312')}")).subject
        == "朱镕基路的鎏金灯"
    )


def test_a_character_cut_in_two_by_a_line_is_put_together_again() -> None:
    whole = "关于夜间施工噪声的投诉".encode("gbk")
    parts = [base64.b64encode(part).decode() for part in (whole[:9], whole[9:])]
    subject = "\n ".join(f"=?gbk?B?{part}?=" for part in parts)
    assert read_letter(raw(f"Subject: {subject}")).subject == "关于夜间施工噪声的投诉"


def test_raw_gbk_in_the_headers_and_the_body_is_read() -> None:
    letter = read_letter(
        "Subject: 园区道路积水的反映\r\nFrom: 王 <A@B.cn>\r\n\r\n园区三路每逢下雨就积水，请尽快处理。".encode(
            "gbk"
        )
    )
    assert letter.subject == "园区道路积水的反映"
    assert letter.sender == "a@b.cn"
    assert letter.text == "园区三路每逢下雨就积水，请尽快处理。"


def test_plain_text_is_preferred_and_html_is_made_plain_where_there_is_nothing_else() -> None:
    both = EmailMessage()
    both.set_content("纯文本。")
    both.add_alternative("<p>网页。</p>", subtype="html")
    assert read_letter(both.as_bytes()).text == "纯文本。"
    page = EmailMessage()
    page.set_content("<style>p{}</style><p>第一段。</p><script>x()</script><p>第二段。</p>", subtype="html")
    assert read_letter(page.as_bytes()).text == "第一段。\n第二段。"


def test_attachments_and_forwarded_letters_are_left_out() -> None:
    letter = EmailMessage()
    letter.set_content("正文。")
    letter.add_attachment("附件的文字。", filename="说明.txt")
    letter.add_attachment(b"\x00\x01", maintype="application", subtype="pdf", filename="a.pdf")
    inner = EmailMessage()
    inner.set_content("别人的信。")
    letter.add_attachment(inner)
    assert read_letter(letter.as_bytes()).text == "正文。"


def test_a_letter_cut_off_in_the_middle_gives_what_is_there() -> None:
    letter = EmailMessage()
    letter["Subject"] = "有附件"
    letter.set_content("正文在前。")
    letter.add_attachment(b"x" * 100_000, maintype="application", subtype="zip", filename="a.zip")
    cut = read_letter(letter.as_bytes()[:20_000])
    assert (cut.subject, cut.text) == ("有附件", "正文在前。")


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ("Auto-Submitted: auto-replied (vacation)", True),
        ('Content-Type: multipart/report; report-type=delivery-status; boundary="b"', True),
        ("Auto-Submitted: no", False),
        ("Auto-Submitted: auto-generated", False),
    ],
)
def test_answering_machines_and_postmen_are_told_from_people(headers: str, automatic: bool) -> None:
    assert read_letter(raw(headers)).is_automatic is automatic


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?x-none?B?%%%?=\r\nDate: never\r\nFrom: <<<>>>\r\n\r\n",
        b"Content-Type: text/plain; charset=\xff\xfe\r\n\r\ntext",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 50,
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"Content-Type: text/plain; charset*0*=x''%ff; charset*1=y\r\n\r\ntext",
        b"Subject: " + b"=?utf-8?Q?a?= " * 20_000 + b"\r\n\r\n",
    ],
)
def test_nonsense_is_read_as_little_and_kills_nothing(hostile: bytes) -> None:
    assert read_letter(hostile).text is not None
