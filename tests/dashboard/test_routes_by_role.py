"""Every page and every list of the API, asked for by every role and by a unit that has no part in it."""

import re

import httpx
import pytest
from sqlalchemy import select

from dashboard.access import ALLOWED
from dashboard.routes import PAGES
from dashboard.sessions import HEADER
from dashboard.visit import Page
from huiying.core.models import Case, Event, Post, Proposal, Source, SupervisionOrder, User
from tests.dashboard.conftest import HASHED, Town
from tests.dashboard.pages.test_accountability import proposed
from tests.dashboard.pages.test_verdicts import judged
from tests.support.cast import NINE, Cast

SECRET, FOREIGN_TITLE = "棋盘洲", "化工厂爆炸"
ROLES = {
    "admin": "administrator",
    "officer": "office",
    "handler": "unit",
    "outsider": "unit",
    "leader": "leader",
    "auditor": "auditor",
}
# What the town has one of; of everything else there is none, and a page of it is 404 for who may ask.
PLACES = {"case": Case, "event": Event, "post": Post, "proposal": Proposal, "order": SupervisionOrder}
PLACES |= {"source": Source}
NONE = "999999"
WORDS = {"part": "waiting", "form": "csv", "week": "2026-W47", "format": "json"}
# Pages that lead a unit's people to their own, or that ask for something first.
LED_ON = {("/", "unit"): 303}
LED_ON |= {(path, role): 303 for path in ("/demo/close", "/account/first") for role in ROLES.values()}
MISSING = ("/demo/stop", "/posts/entry/", "/posts/screenshot/", "/photo/", "commendation/", "text/", "fault/")
MISSING += ("/roster/handover/{", "/admin/robots/{", "/admin/people/{", "/admin/units/{")
ONLY_OVERVIEW = ("posts", "events", "sources", "metrics", "reports", "status", "entries")
ONLY_OVERVIEW += ("shifts", "handovers")
NO_SUCH = ("{entry_id}", "{fault_id}", "{commendation_id}", "{handover_id}")
BY_CASE = ("/case/{", "/accountability/{", "/accountability/order/{")


@pytest.fixture
def peopled(town: Town) -> Town:
    """Everybody is there; 执法局 leads a case that is late and is proposed for an interview."""
    town.change(lambda cast: _joined(cast))
    proposed(town)
    judged(town)
    return town


def _joined(cast: Cast) -> None:
    for name in ("admin", "auditor"):
        role, made = ROLES[name], {"display_name": name, "created_at": NINE}
        cast.session.add(User(name=name, role=role, password_hash=HASHED, **made))


def address(town: Town, path: str) -> str:
    """The path with the town's own objects in it."""

    def of(found: re.Match[str]) -> str:
        name = found.group(1)
        if name in WORDS:
            return WORDS[name]
        model = PLACES.get(name)
        return NONE if model is None else ids[model]

    with town.database.read() as session:
        ids = {
            model: str(session.scalars(select(model.id).order_by(model.id.desc())).first())  # type: ignore[attr-defined]
            for model in PLACES.values()
        }
        order = select(SupervisionOrder.case_id).where(SupervisionOrder.unit_id.is_not(None))
        ids[Case] = str(session.scalars(order).first())
    return re.sub(r"\{(\w+):?\w*\}", of, path)


def expected(page: Page, name: str) -> int:
    """What the page answers to this person: by ALLOWED, by whose case it is, by what there is."""
    role = ROLES[name]
    assert page.asks is not None
    if role not in ALLOWED[page.asks]:
        return 403
    if any(part in page.path for part in MISSING):
        return 404
    if name == "outsider" and page.path.startswith(BY_CASE):
        return 404
    return LED_ON.get((page.path, role), 200)


@pytest.mark.parametrize("name", ROLES)
def test_every_page_answers_every_role_as_the_table_says(peopled: Town, name: str) -> None:
    visitor, wrong = peopled.signed_in(name), []
    for page in PAGES:
        if page.method != "GET" or page.asks is None or page.by_link:
            continue
        answer = visitor.http.get(address(peopled, page.path))
        if answer.status_code != expected(page, name):
            wrong.append((page.path, answer.status_code, expected(page, name)))
        if answer.status_code in (403, 404) or name == "outsider":
            assert SECRET not in answer.text and FOREIGN_TITLE not in answer.text, page.path
    assert not wrong


@pytest.mark.parametrize("name", ROLES)
def test_every_action_is_refused_to_who_may_not_ask_or_may_not_know(peopled: Town, name: str) -> None:
    visitor, wrong = peopled.signed_in(name), []
    token = visitor.token()
    for page in (one for one in PAGES if one.method == "POST" and one.asks and not one.by_link):
        allowed = ROLES[name] in ALLOWED[page.asks or ""]
        foreign = name == "outsider" and page.path.startswith((*BY_CASE, "/unit/"))
        if allowed and not foreign:
            continue
        answer = visitor.http.post(address(peopled, page.path), data={"csrf": token})
        if answer.status_code != (404 if allowed else 403):
            wrong.append((page.path, answer.status_code))
        assert SECRET not in answer.text, page.path
    assert not wrong


def api_paths(town: Town) -> list[str]:
    """Every address of the API that is read."""
    paths = town.visitor().http.get("/api/v1/openapi.json").json()["paths"]
    return [path for path, methods in paths.items() if "get" in methods]


def expected_of_api(path: str, name: str) -> int:
    role, noun = ROLES[name], path.split("/")[3]
    if noun == "webhooks":
        return 200 if role == "administrator" else 403
    if (role == "unit" and noun in ONLY_OVERVIEW) or (role == "auditor" and noun == "people"):
        return 403
    foreign = name == "outsider" and any(part in path for part in ("{case_id}", "{proposal_id}"))
    return 404 if foreign or any(part in path for part in NO_SUCH) else 200


# What is written beside the verbs of a case: path, who may ask, a body that fits.
AWAY = {"person": "user-1", "kind": "leave", "reason": "年休"}
AWAY |= {"starts_at": "2026-11-24T08:00", "ends_at": "2026-11-25T08:00"}
SHIFT = {"post": "officer", "user": "nobody", "starts_at": "2026-11-24T08:00", "ends_at": "2026-11-24T20:00"}
SAID, CASE_OF = {"text": "情况说明"}, {"case": 1}
WRITES: list[tuple[str, str, dict[str, object]]] = [
    ("faults", "record_fault", CASE_OF | {"kind": "wrong", "unit": "执法局", "said": "人数有误"}),
    ("faults/{none}/harm", "find_harm", SAID),
    ("proposals/{proposal}/statements", "state_side", SAID),
    ("proposals/{proposal}/waiver", "waive_side", SAID),
    ("proposals/{proposal}/harm", "find_harm", SAID),
    ("proposals/{proposal}/decision", "decide", {"measure": "none", "reason": "情有可原"}),
    ("proposals/{proposal}/correction", "correct_decision", {"measure": "interview", "reason": "复核"}),
    ("commendations/{none}/correction", "correct_commendation", {"granted": False, "reason": "复核"}),
    ("commendations", "commend", CASE_OF | {"unit": "执法局", "grounds": "到场快"}),
    ("commendations/{none}/decision", "decide_commendation", {"granted": True, "reason": "属实"}),
    ("shifts", "keep_roster", SHIFT),
    ("shifts/{none}/drop", "keep_roster", {"reason": "调班"}),
    ("absences", "enter_absence", AWAY),
    ("absences/{none}/end", "enter_absence", {}),
    ("handovers", "change_duty", {"note": "无"}),
    ("handovers/{none}/signature", "change_duty", {}),
]


@pytest.mark.parametrize("name", ROLES)
def test_every_write_beside_the_verbs_is_refused_to_who_may_not_ask_or_know(peopled: Town, name: str) -> None:
    http, wrong = peopled.signed_in(name).http, []
    http.headers[HEADER] = _form_token(http)
    for path, action, body in WRITES:
        asked = address(peopled, f"/api/v1/{path}")
        status = http.post(asked, json=body).status_code
        allowed = ROLES[name] in ALLOWED[action]
        foreign = name == "outsider" and "{proposal}" in path
        fits = {404} if foreign or "{none}" in path else {200, 201, 403, 409, 422}
        if status not in (fits if allowed else {403}):
            wrong.append((path, status))
    assert not wrong


def _form_token(http: httpx.Client) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', http.get("/cases").text)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("name", ROLES)
def test_every_read_of_the_api_answers_every_role_as_the_table_says(peopled: Town, name: str) -> None:
    http, wrong = peopled.signed_in(name).http, []
    for path in api_paths(peopled):
        here = path.replace("{case_id}", "{case:int}").replace("{week}", "{week:str}")
        here = here.replace("{proposal_id}", "{proposal:int}")
        answer = http.get(address(peopled, here))
        if answer.status_code != expected_of_api(path, name):
            wrong.append((path, answer.status_code, expected_of_api(path, name)))
        if name == "outsider":
            assert SECRET not in answer.text and FOREIGN_TITLE not in answer.text, path
    assert not wrong


@pytest.mark.parametrize("path", ["/api/v1/cases?open=true", "/api/v1/clocks"])
def test_lists_of_a_foreign_unit_are_empty_and_count_nothing(peopled: Town, path: str) -> None:
    told = peopled.signed_in("outsider").http.get(path).json()
    assert told["items"] == [] and not told.get("next_cursor")
    assert peopled.signed_in("handler").http.get(path).json()["items"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_exports_hold_the_readers_own_rows_only(peopled: Town, form: str) -> None:
    own = peopled.signed_in("handler").http.get(f"/accountability/register.{form}")
    foreign = peopled.signed_in("outsider").http.get(f"/accountability/register.{form}")
    assert (own.status_code, foreign.status_code) == (200, 200)
    if form == "csv":
        assert "执法局" in own.text and "执法局" not in foreign.text
    for path in ("/posts/export/csv", "/posts/export/xlsx", "/evaluation/sheet"):
        assert peopled.signed_in("handler").http.get(path).status_code == 403


@pytest.mark.parametrize("words", [SECRET, "化工厂", "2026"])
def test_a_search_finds_nothing_of_others(peopled: Town, words: str) -> None:
    page = peopled.signed_in("outsider").http.get("/cases", params={"q": words, "show": "open"})
    assert FOREIGN_TITLE not in page.text and "/case/" not in _links(page)


def _links(page: httpx.Response) -> str:
    return " ".join(re.findall(r'href="([^"]+)"', page.text))
