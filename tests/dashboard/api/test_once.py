"""Idempotency keys and rates: a call sent again changes nothing; too many are turned away with headers."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from sqlalchemy import func, select

from huiying.core.models import ApiCall, AuditEntry
from tests.dashboard.api.test_posts import GOOD, machine, push
from tests.dashboard.conftest import Town
from tests.support.cast import at

KEY = {"Idempotency-Key": "7d1f0c1e"}


def count(town: Town, action: str) -> int:
    with town.database.read() as session:
        query = select(func.count()).where(AuditEntry.action == action)
        return session.scalar(query) or 0


def act(http: httpx.Client, case: int, key: dict[str, str] = KEY, **verb: Any) -> httpx.Response:
    return http.post(f"/api/v1/cases/{case}/verbs", json=verb, headers=key)


def test_a_verb_sent_again_with_its_key_is_done_once_and_answers_the_same(either_town: Town) -> None:
    http, case = machine(either_town, "cases:write"), either_town.case()
    first, again = (act(http, case, verb="confirm", tier=2) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert count(either_town, "confirm") == 1


def test_a_batch_sent_again_with_its_key_answers_what_was_stored_then(town: Town) -> None:
    http = machine(town, "posts:write")
    http.headers.update(KEY)
    assert push(http, GOOD).json() == push(http, GOOD).json() | {"stored": 1}
    assert count(town, "ingest") == 1


def test_a_key_is_not_taken_for_another_call(town: Town) -> None:
    http, case = machine(town, "cases:write"), town.case()
    act(http, case, verb="confirm", tier=2)
    other = act(http, case, verb="confirm", tier=3)
    assert other.status_code == 422 and "请换一个键" in other.json()["detail"]


def test_a_call_that_failed_may_be_sent_again_with_its_key(town: Town) -> None:
    http, case = machine(town, "cases:write"), town.case()
    assert act(http, case, verb="assign", lead="执法局").status_code == 409
    assert act(http, case, {}, verb="confirm", tier=2).status_code == 200
    assert act(http, case, verb="assign", lead="执法局").status_code == 200


def test_the_keys_of_two_callers_are_two_keys(town: Town) -> None:
    case = town.case()
    office, unit = machine(town, "cases:write"), machine(town, "cases:write", of="handler")
    assert act(office, case, verb="confirm", tier=2).status_code == 200
    assert act(unit, case, verb="acknowledge").status_code in (404, 409)


def test_a_key_is_forgotten_after_a_day(town: Town) -> None:
    http, case = machine(town, "cases:write"), town.case()
    act(http, case, verb="confirm", tier=2)
    town.clock.now = at("10:00", 1)
    push(machine(town, "posts:write"), GOOD)
    act(http, case, {"Idempotency-Key": "later"}, verb="confirm", tier=3, reason="伤者增加")
    with town.database.read() as session:
        assert list(session.scalars(select(ApiCall.key))) == ["later"]


def test_the_same_call_at_the_same_moment_is_done_once(either_town: Town) -> None:
    http, case = machine(either_town, "cases:write"), either_town.case()
    with ThreadPoolExecutor(6) as pool:
        calls = [pool.submit(act, http, case, verb="confirm", tier=2) for _ in range(6)]
    statuses = {call.result().status_code for call in calls}
    assert 200 in statuses and statuses <= {200, 409}
    assert count(either_town, "confirm") == 1


def test_calls_say_how_many_are_left_and_too_many_are_turned_away(town: Town) -> None:
    town.site.rates.limit = 3
    http = machine(town, "status:read")
    answers = [http.get("/api/v1/status") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0"]
    refused = answers[-1]
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == refused.headers["ratelimit-reset"] == "60"
    assert "60 秒后再试" in refused.json()["detail"]
    town.clock.now = at("09:31")
    assert http.get("/api/v1/status").status_code == 200


def test_one_caller_does_not_use_up_anothers_calls(town: Town) -> None:
    town.site.rates.limit = 1
    first, second = machine(town, "status:read"), machine(town, "status:read", of="leader")
    assert [http.get("/api/v1/status").status_code for http in (first, first, second)] == [200, 429, 200]
