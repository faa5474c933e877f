"""Units, sources, on-time figures and reports by the API."""

from typing import Any

import pytest

from responder.reports.weekly import make
from tests.dashboard.api.test_posts import GOOD, machine, push
from tests.dashboard.conftest import Town
from tests.support.cast import at


def read(town: Town, path: str, of: str = "leader", status: int = 200) -> Any:
    answer = machine(town, "status:read", "cases:read", of=of).get(f"/api/v1{path}")
    assert answer.status_code == status, answer.text
    return answer.json()


def test_units_are_named_as_the_verbs_take_them(town: Town) -> None:
    names = [unit["name"] for unit in read(town, "/units")["items"]]
    assert "执法局" in names and "社发局" in names


def test_sources_tell_their_health(town: Town) -> None:
    push(machine(town, "posts:write"), GOOD)
    (source,) = read(town, "/sources")["items"]
    assert (source["name"], source["channel"], source["state"]) == ("友邻系统", "forum", "healthy")


def test_on_time_rates_are_those_of_the_page(town: Town) -> None:
    town.case()
    town.clock.now = at("15:00", 2)
    found = read(town, "/metrics?days=7")
    assert found["overall"]["all"]["missed"] >= 1
    assert found["overall"]["all"]["rate"] == 0
    assert sum(one["all"]["missed"] for one in found["holders"]) == found["overall"]["all"]["missed"]


def test_reports_are_listed_and_read_by_their_week(town: Town) -> None:
    town.case()
    town.change(lambda cast: make(cast.session, "2026-W48", at("08:30", 7)))
    town.clock.now = at("09:00", 7)
    listed = read(town, "/reports")["items"]
    assert [line["week"] for line in listed] == ["2026-W49", "2026-W48"]
    assert read(town, "/reports/2026-W48")["cases"]["opened"]["this"] == 1
    assert read(town, "/reports/2027-W01", status=404)["status"] == 404


@pytest.mark.parametrize("path", ["/sources", "/metrics", "/reports", "/reports/2026-W48"])
def test_a_unit_reads_none_of_the_overview(town: Town, path: str) -> None:
    read(town, path, of="handler", status=403)
