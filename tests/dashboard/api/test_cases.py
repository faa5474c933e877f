"""Cases, their verbs and the status by the API."""

from typing import Any

import httpx

from huiying.core.models import Event
from responder.verbs.clear import CHECKLIST
from tests.dashboard.api.test_posts import machine, walked
from tests.dashboard.conftest import Town
from tests.dashboard.pages.test_correcting import published

ELEMENTS = {
    "fact": {"present": True},
    "policy": {"present": True},
    "result": {"present": False, "note": "调查中"},
}


def do(http: httpx.Client, case: int, verb: str, status: int = 200, **values: Any) -> dict[str, Any]:
    answer = http.post(f"/api/v1/cases/{case}/verbs", json={"verb": verb, **values})
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_case_is_handled_by_verbs_alone(either_town: Town) -> None:
    town, scopes = either_town, ("cases:read", "cases:write")
    case = town.case()
    office, unit = machine(town, *scopes), machine(town, *scopes, of="handler")
    clearer = machine(town, *scopes, of="clearer")
    do(office, case, "confirm", tier=2)
    do(office, case, "assign", lead="执法局", supporting=["社发局"])
    do(unit, case, "acknowledge")
    text = {"kind": "first_word", "title": "通报", "body": "已启动预案。", "elements": ELEMENTS}
    draft = do(unit, case, "draft", **text)["drafts"][0]["id"]
    do(unit, case, "submit", draft=draft)
    for item in CHECKLIST:
        do(clearer, case, "tick", draft=draft, item=item)
    do(clearer, case, "clear", draft=draft, cleared=True)
    place = {"outlet": "press_conference", "published_at": "2026-11-23T09:30:00+08:00"}
    published = do(unit, case, "publish", draft=draft, **place)["drafts"][0]
    assert published["state"] == "published"
    do(office, case, "confirm_evidence", publication=published["publication"], note="看过录像")
    closed = do(office, case, "close", note="已处置")
    assert closed["closed_at"] is not None and closed["drafts"][0]["state"] == "counted"
    met = {clock["milestone"] for clock in closed["clocks"] if clock["met_at"]}
    assert {"confirm", "assign", "acknowledge", "clear", "first_word"} <= met


def test_an_objection_is_raised_read_and_decided(either_town: Town) -> None:
    town, scopes = either_town, ("cases:read", "cases:write")
    case = town.case()
    office, unit = machine(town, *scopes), machine(town, *scopes, of="handler")
    do(office, case, "confirm", tier=2)
    do(office, case, "assign", lead="执法局")
    raised = do(unit, case, "object", reason="供水归社发局", suggests="社发局")["objection"]
    assert (raised["unit"], raised["suggests"], raised["reason"]) == ("执法局", "社发局", "供水归社发局")
    problem = do(office, case, "decide_objection", status=422, upheld=True, note="如此")
    assert "lead" in problem["detail"]
    do(unit, case, "decide_objection", status=403, upheld=False, note="不行")
    decided = do(office, case, "decide_objection", upheld=True, lead="社发局", note="如此")
    assert (decided["lead_unit"], decided["objection"]) == ("社发局", None)
    problem = do(office, case, "decide_objection", status=409, upheld=False, note="再来")
    assert "没有待处理的异议" in problem["detail"]


def test_a_publication_is_corrected(town: Town) -> None:
    case, publication = published(town)
    text = {"title": "通报（更正）", "body": "死亡3人。", "error": "人数有误", "noticed_by": "others"}
    unit = machine(town, "cases:read", "cases:write", of="handler")
    drafts = do(unit, case, "correct", publication=publication, **text)["drafts"]
    assert [(one["title"], one["state"]) for one in drafts] == [
        ("通报（更正）", "written"),
        ("情况通报", "counted"),
    ]
    assert do(unit, case, "correct", status=409, publication=publication, **text)
    assert do(unit, case, "correct", status=404, publication=publication + 1, **text)
    assert do(unit, case, "correct", status=422, publication=publication, **{**text, "noticed_by": "me"})


def test_a_verb_out_of_place_is_a_problem_that_says_what_is_missing(town: Town) -> None:
    case = town.case()
    problem = do(machine(town, "cases:write"), case, "assign", status=409, lead="执法局")
    said = "请先研判定级，再交办（“研判定级”由新闻办办理）"
    assert problem == {"type": "about:blank", "title": "Conflict", "status": 409, "detail": said}


def test_a_verb_of_somebody_else_is_forbidden(town: Town) -> None:
    case = town.case()
    problem = do(machine(town, "cases:write", of="handler"), case, "confirm", status=403, tier=2)
    assert "新闻办" in problem["detail"]


def test_unknown_verbs_units_and_fields_are_named(town: Town) -> None:
    case, http = town.case(), machine(town, "cases:write")
    assert do(http, case, "delete", status=422)["errors"][0]["said"].startswith("不在可选值之内")
    do(http, case, "confirm", tier=2)
    assert "没有名为“火星局”" in do(http, case, "assign", status=422, lead="火星局")["detail"]
    assert do(http, case, "acknowledge", status=422, force=True)["errors"][0]["said"] == "没有这一项"


def test_a_unit_reads_only_what_it_is_party_to(either_town: Town) -> None:
    town = either_town
    case = town.case()
    mine, foreign = (machine(town, "cases:read", of=name) for name in ("handler", "outsider"))
    assert [one["id"] for one in mine.get("/api/v1/cases").json()["items"]] == [case]
    assert foreign.get("/api/v1/cases").json() == {"items": [], "next": None}
    assert foreign.get(f"/api/v1/cases/{case}").status_code == 404
    assert do(machine(town, "cases:write", of="outsider"), case, "acknowledge", status=404)


def test_cases_go_on_by_key(town: Town) -> None:
    made = [town.case() for _ in range(3)]
    http = machine(town, "cases:read")
    assert walked(http, "/api/v1/cases", "id") == made[::-1]


def test_running_clocks_go_on_by_due_moment_and_a_unit_reads_its_own(either_town: Town) -> None:
    town = either_town
    first, second = town.case(), town.case()
    http = machine(town, "cases:read")
    assert walked(http, "/api/v1/clocks", "milestone") == [
        *("confirm", "confirm"), *("first_word", "first_word"), *("explanation", "explanation"),
    ]  # fmt: skip
    assert walked(http, "/api/v1/clocks", "case") == [first, second] * 3
    assert walked(machine(town, "cases:read", of="outsider"), "/api/v1/clocks", "id") == []


def test_events_go_on_by_key_and_merged_ones_are_left_out(either_town: Town) -> None:
    town, now = either_town, either_town.clock()
    with town.database.write() as session:
        made = [
            Event(key=str(at), title=f"事件{at}", first_at=now, last_at=now, detected_at=now)
            for at in range(4)
        ]
        session.add_all(made)
        session.flush()
        made[0].merged_into_id = made[1].id
    http = machine(town, "events:read")
    assert walked(http, "/api/v1/events", "title") == ["事件3", "事件2", "事件1"]
    assert walked(http, "/api/v1/events", "title", tier=2) == []
    assert machine(town, "events:read", of="handler").get("/api/v1/events").status_code == 403


def test_the_status_is_that_of_the_command(town: Town) -> None:
    town.case()
    status = machine(town, "status:read").get("/api/v1/status").json()
    assert status["cases"] == {"open": 1, "closed": 0, "overdue": 0}
    assert set(status["notices"]) == {"pending", "sent", "failed"}


def test_our_own_pages_may_call_with_session_and_token(town: Town) -> None:
    case, visitor = town.case(), town.signed_in("officer")
    address, body = f"/api/v1/cases/{case}/verbs", {"verb": "confirm", "tier": 2}
    assert visitor.http.post(address, json=body).status_code == 403
    headers = {"X-CSRF-Token": visitor.token()}
    assert visitor.http.post(address, json=body, headers=headers).status_code == 200


def test_the_description_is_served_and_names_every_verb(town: Town) -> None:
    description = town.visitor().http.get("/api/v1/openapi.json").json()
    verbs = description["paths"]["/api/v1/cases/{case_id}/verbs"]["post"]["requestBody"]
    mapping = verbs["content"]["application/json"]["schema"]["discriminator"]["mapping"]
    assert {"confirm", "assign", "acknowledge", "object", "publish", "correct", "close"} <= set(mapping)
    assert not [path for path in description["paths"] if not path.startswith("/api/v1/")]


def test_an_unknown_address_under_the_api_is_a_problem(town: Town) -> None:
    answer = town.visitor().http.get("/api/v1/nothing")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
