"""督办问责与表彰 by the API, on a case that the real sweep has driven to a proposal."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from dashboard.accounts import SCOPES
from huiying.core.models import Absence, User
from tests.dashboard.api.test_cases import do
from tests.dashboard.api.test_posts import machine
from tests.dashboard.conftest import Town
from tests.dashboard.pages.test_accountability import proposed
from tests.dashboard.test_access import assigned
from tests.support.cast import at

BOTH = ("accountability:read", "accountability:write")
WRONG = {"kind": "wrong", "unit": "执法局", "said": "通报称无人受伤，次日更正"}


def post(http: httpx.Client, path: str, status: int, **body: Any) -> dict[str, Any]:
    answer = http.post(f"/api/v1/{path}", json=body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_from_the_order_to_the_decision(either_town: Town) -> None:
    town = either_town
    proposal = proposed(town)
    unit, leader = machine(town, *BOTH, of="handler"), machine(town, *BOTH, of="leader")
    office, here = machine(town, *BOTH), f"proposals/{proposal}"
    order = next(one for one in unit.get("/api/v1/orders").json()["items"] if one["unit"] == "执法局")
    assert order["number"] and order["reply"] is None
    assert post(leader, f"{here}/decision", 409, measure="interview", reason="督办后仍未发布")
    stated = post(unit, f"{here}/statements", 200, text="现场通信中断")
    assert [one["text"] for one in stated["statements"]] == ["现场通信中断"] and stated["evidence"]
    harmed = post(office, f"{here}/harm", 201, text="谣言扩散，群众聚集")
    assert harmed["kind"] == "accountability" and harmed["harm"]["text"] == "谣言扩散，群众聚集"
    decided = post(leader, f"{here}/decision", 200, measure="interview", reason="督办后仍未发布")
    assert decided["decision"]["measure"] == "interview" and decided["decision"]["by"] == "leader"
    assert "已有决定" in post(leader, f"{here}/decision", 409, measure="none", reason="改")["detail"]
    corrected = post(leader, f"{here}/correction", 200, measure="none", reason="复核")
    assert corrected["decision"]["measure"] == "none"
    assert [one["measure"] for one in corrected["earlier_decisions"]] == ["interview"]
    assert post(
        machine(town, *BOTH, of="own_leader"), f"{here}/correction", 403, measure="criticism", reason="x"
    )
    listed = {one["id"]: one for one in office.get("/api/v1/proposals").json()["items"]}
    assert listed[proposal]["decision"] and "evidence" not in listed[proposal]


def test_a_fault_is_recorded_once_for_a_key_and_leads_to_accountability(either_town: Town) -> None:
    town = either_town
    case = town.case()
    town.change(lambda cast: assigned(cast, case, at("09:30")))
    office, key = machine(town, *BOTH), {"Idempotency-Key": "a"}
    first = office.post("/api/v1/faults", json={"case": case, **WRONG}, headers=key)
    again = office.post("/api/v1/faults", json={"case": case, **WRONG}, headers=key)
    assert first.status_code == 201 and again.json() == first.json()
    (fault,) = office.get("/api/v1/faults").json()["items"]
    assert (fault["unit"], fault["stands"], fault["proposal"]) == ("执法局", True, None)
    made = post(office, f"faults/{fault['id']}/harm", 201, text="家属误信，延误就医")
    assert office.get(f"/api/v1/faults/{fault['id']}").json()["proposal"] == made["id"]
    assert post(office, f"faults/{fault['id']}/harm", 409, text="再来")
    foreign = machine(town, *BOTH, of="outsider")
    assert foreign.get(f"/api/v1/faults/{fault['id']}").status_code == 404
    assert foreign.get("/api/v1/faults").json()["items"] == []


def test_a_unit_that_says_nothing_is_recorded_as_asked(town: Town) -> None:
    here = f"proposals/{proposed(town)}"
    office, leader = machine(town, *BOTH), machine(town, *BOTH, of="leader")
    waived = post(office, f"{here}/waiver", 200, text="18 时电话通知，未陈述")
    assert waived["statements"][0]["text"].startswith("（未作陈述）")
    assert post(leader, f"{here}/decision", 200, measure="none", reason="情有可原")["decision"]


def test_faults_are_read_page_by_page(town: Town) -> None:
    case, office = town.case(), machine(town, *BOTH)
    for number in range(3):
        post(office, "faults", 201, case=case, kind="late", said=f"第{number}次")
    first = office.get("/api/v1/faults", params={"limit": 2}).json()
    rest = office.get("/api/v1/faults", params={"limit": 2, "cursor": first["next"]}).json()
    assert [one["said"] for one in first["items"] + rest["items"]] == ["第2次", "第1次", "第0次"]
    assert rest["next"] is None and first["items"][0]["unit"] == "新闻办"


def test_a_commendation_is_proposed_and_decided(either_town: Town) -> None:
    town = either_town
    case = town.case()
    town.change(lambda cast: assigned(cast, case, at("09:30")))
    office, leader = machine(town, *BOTH), machine(town, *BOTH, of="leader")
    made = post(office, "commendations", 201, case=case, unit="执法局", grounds="到场快", facts=["20 分钟"])
    here = f"commendations/{made['id']}/decision"
    assert made["number"].startswith("表") and made["decision"] is None
    assert post(machine(town, *BOTH, of="own_leader"), here, 403, granted=True, reason="好")
    granted = post(leader, here, 200, granted=True, reason="属实")
    assert granted["decision"]["granted"] and granted["facts"] == ["20 分钟"]
    assert post(leader, here, 409, granted=False, reason="改")
    again = f"commendations/{made['id']}/correction"
    assert post(leader, again, 409, granted=True, reason="同")
    corrected = post(leader, again, 200, granted=False, reason="登记有误")
    assert not corrected["decision"]["granted"] and corrected["earlier_decisions"][0]["granted"]
    unit = machine(town, *BOTH, of="handler").get("/api/v1/commendations").json()["items"]
    assert [one["id"] for one in unit] == [made["id"]]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("faults", {"case": 1, "kind": "lazy", "said": "x"}),
        ("faults", {"case": 1, "kind": "late", "said": "x", "unit": "没有这个局"}),
        ("faults", {"case": 1, "kind": "late"}),
        ("commendations", {"case": 1, "unit": "执法局", "grounds": "", "more": 1}),
    ],
)
def test_bad_input_is_a_problem_that_changes_nothing(town: Town, path: str, body: dict[str, Any]) -> None:
    town.case()
    office = machine(town, *BOTH)
    answer = office.post(f"/api/v1/{path}", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert office.get(f"/api/v1/{path}").json()["items"] == []


def test_reading_needs_its_scope_and_writing_another(town: Town) -> None:
    case = town.case()
    without = machine(town, *(one for one in SCOPES if not one.startswith("accountability")))
    assert without.get("/api/v1/proposals").status_code == 403
    reader = machine(town, "accountability:read")
    assert "accountability:write" in post(reader, "faults", 403, case=case, **WRONG)["detail"]


def test_a_deputy_signs_for_a_colleague_by_the_api(either_town: Town) -> None:
    town = either_town
    case = town.case()
    with town.database.write() as session:
        handler = session.scalars(select(User).where(User.name == "handler")).one()
        colleague = User(
            name="colleague", display_name="王某", role="unit", password_hash="x", created_at=at("08:00")
        )
        colleague.unit_id = handler.unit_id
        session.add(colleague)
        session.flush()
        delegation = Absence(
            kind="travel", user_id=colleague.id, person="王某", deputy_user_id=handler.id, deputy="handler",
            powers=["acknowledge"], starts_at=at("08:00"), ends_at=at("18:00"), reason="开会", by="officer",
            at=at("08:00"),
        )  # fmt: skip
        session.add(delegation)
        session.flush()
        number = delegation.id
    office, unit = (machine(town, "cases:read", "cases:write", of=name) for name in ("officer", "handler"))
    do(office, case, "confirm", tier=2)
    do(office, case, "assign", lead="执法局")
    assert do(unit, case, "acknowledge", status=409, absence=number + 1)
    do(unit, case, "acknowledge", absence=number)
    assert "（代 王某）" in town.signed_in("officer").read(f"/case/{case}")
