"""周报: stored ones as they were made, the running week as it stands; pages and files say the same."""

import base64
import hashlib
import json
import re
from urllib.parse import quote

import pytest

from huiying.core.models import Report
from responder.reports.weekly import make
from tests.dashboard.conftest import Town
from tests.support.cast import at

WEEK = "2026-W48"


def stored(town: Town) -> None:
    """A case of the cast's week, and that week's report made on the Monday after."""
    town.case()
    town.change(lambda cast: make(cast.session, WEEK, at("08:30", 7)))
    town.clock.now = at("09:00", 7)


def test_the_list_has_the_running_week_and_the_stored_ones(town: Town) -> None:
    stored(town)
    page = town.signed_in("leader").read("/reports")
    assert re.findall(r'<h2><a class="plain" href="/reports/(2026-W\d+)"', page) == ["2026-W49", WEEK]
    assert "11月30日 08:30 存档" in page and "统计至 11月30日 09:00" in page


def test_the_page_says_what_the_json_says(town: Town) -> None:
    stored(town)
    leader = town.signed_in("leader")
    answer = leader.http.get(f"/reports/{WEEK}/json")
    assert (
        answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote('周报-2026-W48.json')}"
    )
    found = json.loads(answer.text)
    page = leader.read(f"/reports/{WEEK}")
    assert found["cases"]["opened"]["this"] == 1
    for sentence in found["summary"]:
        assert sentence in page
    assert found["audit_head"] in page


def test_a_stored_report_stays_as_it_was(town: Town) -> None:
    stored(town)
    town.case(title="补登的", detected_at=at("10:00"), now=at("10:00"))
    leader = town.signed_in("leader")
    assert "本周新立事项 1 件" in leader.read(f"/reports/{WEEK}")
    with town.database.read() as session:
        assert session.query(Report).count() == 1


def test_the_page_to_print_allows_its_own_style_and_nothing_else(town: Town) -> None:
    stored(town)
    answer = town.signed_in("leader").http.get(f"/reports/{WEEK}/print")
    style = re.search(r"<style>(.*?)</style>", answer.text, re.S).group(1)
    expected = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"style-src 'sha256-{expected}'" in policy and "unsafe" not in policy


def test_a_week_that_is_none_or_has_not_begun_is_not_found(town: Town) -> None:
    leader = town.signed_in("leader")
    for week in ("2026-W60", "abc", "2030-W01"):
        leader.read(f"/reports/{week}", status=404)
        leader.read(f"/reports/{week}/json", status=404)


def test_reports_are_not_for_units(town: Town) -> None:
    stored(town)
    handler = town.signed_in("handler")
    for path in ("/reports", f"/reports/{WEEK}", f"/reports/{WEEK}/json", f"/reports/{WEEK}/print"):
        handler.read(path, status=403)
    assert "/reports" not in handler.read("/unit")


@pytest.mark.parametrize(("format_", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_the_report_is_handed_out_as_a_file(town: Town, format_: str, begins: bytes) -> None:
    stored(town)
    answer = town.signed_in("leader").http.get(f"/reports/{WEEK}/{format_}")
    assert answer.status_code == 200 and answer.content.startswith(begins)


def test_a_format_that_is_none_is_not_found(town: Town) -> None:
    stored(town)
    assert town.signed_in("leader").http.get(f"/reports/{WEEK}/exe").status_code == 404


def test_a_leader_notes_and_signs_and_then_nothing_changes(town: Town) -> None:
    stored(town)
    leader = town.signed_in("leader")
    leader.send(f"/reports/{WEEK}/annotate", text="请执法局<b>书面</b>说明。")
    page = leader.read(f"/reports/{WEEK}")
    assert "请执法局&lt;b&gt;书面&lt;/b&gt;说明。" in page and "尚未签发" in page
    leader.send(f"/reports/{WEEK}/sign_off")
    page = leader.read(f"/reports/{WEEK}")
    assert "签发内容的摘要" in page and "写上批注" not in page
    refused = leader.send(f"/reports/{WEEK}/annotate", text="再补一句")
    assert refused.status_code == 409 and "不再变动" in refused.text


def test_the_office_notes_but_does_not_sign(town: Town) -> None:
    stored(town)
    office = town.signed_in("officer")
    assert f'action="/reports/{WEEK}/annotate"' in office.read(f"/reports/{WEEK}")
    assert f'action="/reports/{WEEK}/sign_off"' not in office.read(f"/reports/{WEEK}")
    assert office.send(f"/reports/{WEEK}/sign_off").status_code == 403
