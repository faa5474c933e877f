"""值班表、休假与交接 by the API."""

from tests.dashboard.api.test_accountability import post
from tests.dashboard.api.test_posts import machine
from tests.dashboard.conftest import Town

BOTH = ("duty:read", "duty:write")
DAY = {"starts_at": "2026-11-23T08:00:00+08:00", "ends_at": "2026-11-23T20:00:00+08:00"}


def test_a_shift_is_entered_seen_on_duty_and_taken_off(either_town: Town) -> None:
    town = either_town
    office = machine(town, *BOTH)
    made = post(office, "shifts", 201, post="officer", user="officer", phone="0714-1", **DAY)
    now = {one["post"]: one for one in office.get("/api/v1/duty").json()["items"]}
    assert (now["officer"]["who"], now["officer"]["phone"]) == ("officer", "0714-1")
    assert now["clearer"]["who"] == ""
    again = post(office, "shifts", 409, post="officer", user="clearer", **DAY)
    assert "重叠" in again["detail"] and "请改为" in again["detail"]
    assert [one["id"] for one in office.get("/api/v1/shifts").json()["items"]] == [made["id"]]
    dropped = post(office, f"shifts/{made['id']}/drop", 200, reason="调班")
    assert dropped["dropped_why"] == "调班"
    assert office.get("/api/v1/shifts").json()["items"] == []
    every = office.get("/api/v1/shifts", params={"current": False}).json()["items"]
    assert [one["id"] for one in every] == [made["id"]]


def test_a_shift_of_nobody_or_that_ends_before_it_begins_is_refused(town: Town) -> None:
    office = machine(town, *BOTH)
    assert "没有名为“谁”的账号" in post(office, "shifts", 422, post="officer", user="谁", **DAY)["detail"]
    turned = {"starts_at": DAY["ends_at"], "ends_at": DAY["starts_at"]}
    assert "不晚于开始" in post(office, "shifts", 409, post="officer", user="officer", **turned)["detail"]


def test_an_absence_is_entered_with_who_stands_in_and_ended(either_town: Town) -> None:
    town = either_town
    town.change(lambda cast: cast.contact(cast.enforcement, "deputy", "deputy@x.example"))
    unit = machine(town, *BOTH, of="handler")
    people = unit.get("/api/v1/people").json()["items"]
    person = next(one for one in people if one["own"] and one["name"] == "handler")
    deputy = next(one for one in people if one["reachable"])
    body = {"person": person["token"], "deputy": deputy["token"], "kind": "leave", "reason": "年休假", **DAY}
    made = post(unit, "absences", 201, **body)
    assert made["deputy"] == deputy["name"] and made["ended_at"] is None
    assert "请错开" in post(unit, "absences", 409, **body)["detail"]
    assert [one["id"] for one in unit.get("/api/v1/absences").json()["items"]] == [made["id"]]
    foreign = machine(town, *BOTH, of="outsider")
    assert foreign.get("/api/v1/absences").json()["items"] == []
    assert post(foreign, "absences", 403, **body)
    assert post(foreign, f"absences/{made['id']}/end", 403)
    assert post(unit, f"absences/{made['id']}/end", 200)["ended_at"]


def test_the_duty_is_handed_over_and_taken_by_another(either_town: Town) -> None:
    town = either_town
    case = town.case()
    out, incoming = machine(town, *BOTH), machine(town, *BOTH, of="clearer")
    made = post(out, "handovers", 201, note="盯住化工厂")
    assert [one["case_id"] for one in made["state"]["cases"]] == [case]
    assert post(out, f"handovers/{made['id']}/signature", 403, note="")
    signed = post(incoming, f"handovers/{made['id']}/signature", 200, note="已知悉")
    assert (signed["in_by"], signed["in_note"]) == ("clearer", "已知悉")
    assert post(incoming, f"handovers/{made['id']}/signature", 409)
    assert out.get(f"/api/v1/handovers/{made['id']}").json()["note"] == "盯住化工厂"
    (listed,) = out.get("/api/v1/handovers").json()["items"]
    assert (
        "state" not in listed
        and machine(town, *BOTH, of="handler").get("/api/v1/handovers").status_code == 403
    )
