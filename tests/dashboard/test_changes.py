"""The event stream: who is told of what, what a browser that comes back hears, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from dashboard.pages import stream
from dashboard.queries.changes import Changes
from huiying.core import audit
from huiying.core.models import AuditEntry, Case
from responder.verbs.acknowledge import acknowledge
from responder.verbs.assign import assign
from tests.dashboard.conftest import Town, Visitor
from tests.dashboard.test_access import handed_to_enforcement
from tests.support.cast import Cast, at


def newest(town: Town) -> int:
    with town.database.read() as session:
        return session.scalar(select(func.max(AuditEntry.id))) or 0


def look(town: Town, changes: Changes) -> bool:
    with town.database.read() as session:
        return changes.look(session)


def acknowledged(cast: Cast, case_id: int) -> None:
    case = cast.session.get_one(Case, case_id)
    acknowledge(cast.session, case, by=cast.handler, policy=cast.policy, now=at("09:40"))


def test_a_unit_hears_of_its_own_cases_only(either_town: Town) -> None:
    town = either_town
    case = handed_to_enforcement(town)
    own, foreign, office = (
        Changes(person, newest(town)) for person in (town.cast.handler, town.cast.outsider, town.cast.officer)
    )
    assert not any(look(town, one) for one in (own, foreign, office))
    seen = foreign.seen
    town.change(lambda cast: acknowledged(cast, case))
    assert (look(town, own), look(town, foreign), look(town, office)) == (True, False, True)
    assert foreign.seen == seen and own.seen > seen
    assert not look(town, own)


def test_a_unit_hears_that_a_case_was_taken_from_it(town: Town) -> None:
    case = handed_to_enforcement(town)
    changes = Changes(town.cast.handler, newest(town))

    def taken(cast: Cast) -> None:
        found = cast.session.get_one(Case, case)
        assign(cast.session, found, lead=cast.welfare, by=cast.officer, policy=cast.policy, now=at("09:50"))

    town.change(taken)
    assert look(town, changes)


def test_other_peoples_log_ins_are_no_business_of_a_unit(town: Town) -> None:
    changes = Changes(town.cast.handler, newest(town))
    town.signed_in("officer")
    assert not look(town, changes)


def test_an_entry_that_shows_late_is_told_too(town: Town) -> None:
    """A slow transaction of PostgreSQL commits an entry below the newest."""
    town.case()
    gap = newest(town) + 1
    town.change(lambda cast: entry(cast, gap + 1))
    changes = Changes(town.cast.officer, newest(town))
    assert not look(town, changes)
    town.change(lambda cast: entry(cast, gap))
    assert look(town, changes) and not look(town, changes)


def entry(cast: Cast, id_: int) -> None:
    fields = {"at": at("09:30"), "actor": audit.MACHINE, "action": "open", "object": "event"}
    cast.session.add(AuditEntry(id=id_, object_id="1", **fields))


def test_a_restored_backup_is_a_change(town: Town) -> None:
    town.case()
    assert look(town, Changes(town.cast.handler, newest(town) + 50))


@contextmanager
def heard(visitor: Visitor, path: str = "/events/stream", **headers: str) -> Iterator[Iterator[str]]:
    """The lines of an open stream."""
    with visitor.http.stream("GET", path, headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield answer.iter_lines()


def first(lines: Iterator[str], *beginnings: str) -> str:
    return next(line for line in lines if line.startswith(beginnings))


def test_a_browser_that_comes_back_hears_at_once_whether_it_missed_something(town: Town) -> None:
    visitor = town.signed_in("officer")
    seen = str(newest(town))
    with heard(visitor, **{"last-event-id": seen}) as lines:
        assert (first(lines, "id:"), first(lines, ":", "event:")) == (f"id: {seen}", ": still here")
    town.case()
    with heard(visitor, **{"last-event-id": seen}) as lines:
        assert first(lines, ":", "event:") == "event: changed"
        assert first(lines, "id:") == f"id: {newest(town)}"
    with heard(visitor, f"/events/stream?seen={newest(town)}") as lines:
        assert first(lines, ":", "event:") == ": still here"
    with heard(visitor, f"/events/stream?seen={newest(town)}", **{"last-event-id": "x"}) as lines:
        assert first(lines, ":", "event:") == ": still here"


def test_a_stream_tells_nothing_but_that_something_changed(town: Town) -> None:
    visitor = town.signed_in("handler")
    case = handed_to_enforcement(town)
    with heard(visitor, **{"last-event-id": "0"}) as lines:
        told = [next(lines) for _ in range(6)]
    assert told == [
        f"retry: {stream.RETRY_MILLISECONDS}",
        "id: 0",
        "",
        "event: changed",
        f"id: {last_of(town, case)}",
        f"data: {last_of(town, case)}",
    ]
    with heard(town.signed_in("outsider"), **{"last-event-id": "0"}) as lines:
        assert first(lines, ":", "event:") == ": still here"


def last_of(town: Town, case: int) -> int:
    del case
    with town.database.read() as session:
        query = select(func.max(AuditEntry.id)).where(AuditEntry.object.in_(("case", "clock")))
        return session.scalar(query) or 0


def test_the_server_ends_its_streams_when_it_stops(town: Town) -> None:
    visitor = town.signed_in("officer")
    with heard(visitor) as lines:
        first(lines, ":", "event:")
        loop_stop(town)
        with_rest = list(lines)
    assert not any(line.startswith("event:") for line in with_rest)


def loop_stop(town: Town) -> None:
    town.site.stopping.set()
