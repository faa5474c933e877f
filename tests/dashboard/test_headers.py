"""What every answer carries."""

from dashboard import assets
from tests.dashboard.conftest import Town


def test_pages_allow_no_inline_script_and_no_foreign_place(town: Town) -> None:
    for path in ("/login", "/no-such-page", "/healthz", "/static/app.css", "/api/v1/status"):
        headers = town.visitor().http.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_pages_are_kept_by_no_cache(town: Town) -> None:
    assert town.signed_in("officer").http.get("/").headers["cache-control"] == "no-store"


def test_a_versioned_file_is_kept_for_good_and_others_are_checked(town: Town) -> None:
    http = town.visitor().http
    assert "immutable" in http.get(assets.address("app.css")).headers["cache-control"]
    assert http.get("/static/app.css").headers["cache-control"] == "no-cache"


def test_templates_hold_no_inline_style_script_or_handler() -> None:
    import re

    from dashboard.templating import FOLDER

    inline = re.compile(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|javascript:|hx-on")
    found = {path.name: inline.findall(path.read_text(encoding="utf-8")) for path in FOLDER.rglob("*.html")}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_an_unknown_page_says_so_in_chinese(town: Town) -> None:
    answer = town.visitor().http.get("/no-such-page")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text
