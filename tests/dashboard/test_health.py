"""/healthz and /readyz."""

from datetime import timedelta

from sqlalchemy import text

from huiying.core.models import Heartbeat
from tests.dashboard.conftest import Town


def test_the_process_answers(town: Town) -> None:
    assert town.visitor().http.get("/healthz").json() == {"status": "ok"}


def test_ready_means_current_tables_and_living_parts(either_town: Town) -> None:
    town = either_town
    town.change(lambda cast: cast.session.add(Heartbeat(part="sweep", at=town.clock())))
    answer = town.visitor().http.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (200, "ok")
    assert answer.json()["parts"]["sweep"]["alive"] is True


def test_a_part_that_fell_silent_makes_the_service_unready(town: Town) -> None:
    town.change(lambda cast: cast.session.add(Heartbeat(part="sweep", at=town.clock())))
    town.clock.now += timedelta(minutes=6)
    answer = town.visitor().http.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["sweep"]["alive"]) == (503, False)


def test_a_failure_inside_is_a_calm_page_without_its_details(town: Town) -> None:
    visitor = town.signed_in("officer")
    town.change(lambda cast: cast.session.execute(text("DROP TABLE heat_reading")))
    answer = visitor.http.get("/desk/events")
    assert answer.status_code == 500
    assert "系统出错，已记录" in answer.text and "heat_reading" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
