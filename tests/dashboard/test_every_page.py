"""Every page of the site map, by whoever may read it, in a real Chromium: nothing is left out."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.dashboard.conftest import Town
from tests.dashboard.furnished import NOBODY, WORDS, Furnished, furnish
from tests.dashboard.test_browser import Watched, faults, sign_in

pytestmark = pytest.mark.browser
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
ALSO_BY_THE_LEADER = (
    "/",
    "/case/1",
    "/accountability",
    "/accountability/2",
    "/accountability/commendation/1",
)
UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
WIDTH = "[document.documentElement.scrollWidth, innerWidth]"


@dataclass
class Documents:
    """The whole pages (not parts, files, tables) with who reads them."""

    town: Town
    pages: list[tuple[str, str]]

    def by_reader(self) -> dict[str, list[str]]:
        readers = dict.fromkeys(name for _, name in self.pages)
        return {name: [path for path, who in self.pages if who == name] for name in readers}


@pytest.fixture
def rooms(town: Town) -> Furnished:
    return furnish(town)


@pytest.fixture
def documents(rooms: Furnished) -> Documents:
    """Also asserts that every address answers."""
    answers = list(_answers(rooms))
    assert not [one for one in answers if one[2] != 200]
    found = [(path, name) for path, name, _, is_page in answers if is_page]
    return Documents(rooms.town, found + [(path, "leader") for path in ALSO_BY_THE_LEADER])


def _answers(rooms: Furnished) -> Iterator[tuple[str, str, int, bool]]:
    addresses = rooms.addresses()
    visitors = {name: rooms.town.signed_in(name) for name in {name for _, name in addresses} - {NOBODY}}
    visitors[NOBODY] = rooms.town.visitor()
    for path, name in addresses:
        answer = visitors[name].http.get(path)
        is_page = answer.text.lstrip().lower().startswith("<!doctype html")
        yield path, name, answer.status_code, is_page


def test_every_page_is_accessible_light_and_dark_and_asks_this_host_alone(
    browser: Browser, documents: Documents
) -> None:
    found: dict[tuple[str, str, str], object] = {}
    foreign: list[str] = []
    for name, paths in documents.by_reader().items():
        context = browser.new_context(viewport={"width": 1366, "height": 768}, bypass_csp=True)
        watched = Watched(context.new_page()).watch(documents.town.url)
        enter(watched.page, documents.town, name)
        for path in paths:
            watched.page.goto(documents.town.url + path)
            found |= _faults(watched.page, name, path)
        foreign += watched.foreign
        context.close()
    assert not found, found
    assert foreign == []


def enter(page: Page, town: Town, name: str) -> None:
    if name != NOBODY:
        sign_in(page, town, name)


def _faults(page: Page, name: str, path: str) -> dict[tuple[str, str, str], object]:
    page.emulate_media(color_scheme="light")
    page.evaluate(UNFOLD)
    light = faults(page)
    page.emulate_media(color_scheme="dark")
    dark = Axe().run(page, options=CONTRAST).response["violations"]
    seen = {"light": light, "dark": [one["nodes"][0]["html"] for one in dark]}
    return {(name, path, scheme): grave for scheme, grave in seen.items() if grave}


def test_every_page_reads_without_javascript_and_fits_a_phone(browser: Browser, documents: Documents) -> None:
    empty, wide = [], []
    for name, paths in documents.by_reader().items():
        context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
        page = context.new_page()
        enter(page, documents.town, name)
        for path in paths:
            page.goto(documents.town.url + path)
            said = page.locator("main, body").first.inner_text()
            empty += [path] if len(said) < len(WORDS) else []
            wide += [path] if _is_wide(page) else []
        context.close()
    assert (empty, wide) == ([], [])


def _is_wide(page: Page) -> bool:
    scroll, inner = page.evaluate(WIDTH)
    return bool(scroll > inner)
