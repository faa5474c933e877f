"""`python -m bench.filling.fill URL`: fill an empty database; a million posts in some minutes."""

import argparse
import random
import time
from datetime import UTC, datetime, timedelta

from bench.filling import lives, posts
from bench.filling.copies import Copier, write
from dashboard import accounts
from huiying.core.database import Database
from responder.clocks.policy import Policy, default_policy

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
PASSWORD = "bench-horse-battery"
OPEN, LATE = 0.03, 0.2
AT_ONCE = 200


def fill(database: Database, *, of_posts: int, of_events: int, of_cases: int, now: datetime = NOW) -> None:
    """Bring the tables up and fill them. A database that holds posts is left as it is."""
    database.upgrade()
    with database.write() as session:
        lives.people(session, now, accounts.hashed(PASSWORD))
    posts.fill(database, of_posts, of_events, now)
    _cases(database, default_policy(), of_cases, of_events, now)


def _cases(database: Database, policy: Policy, count: int, events: int, now: datetime) -> None:
    """3 in 100 are still open, some of them late; the others were closed over the year."""
    start = now - timedelta(days=400)
    days: dict[int, datetime] = {}

    def lived(until: str, ago: int) -> list[int]:
        found = []
        for at, unit in enumerate(lives.UNITS):
            day = start + timedelta(days=at + ago)
            found.append(lives.live(database, policy, day, unit=unit, tier=(4, 3, 3, 2)[at % 4], until=until))
            days[found[-1]] = day
        return found

    closed, running, late = lived("closed", 0), lived("opened", 1) + lived("assigned", 2), lived("late", 3)
    dice = random.Random(20261125)
    with database.read() as session:
        copier = Copier(session, list(days))
    for first in range(0, count, AT_ONCE):
        made = []
        for number in range(first, min(first + AT_ONCE, count)):
            if dice.random() > OPEN:
                case, ago = dice.choice(closed), timedelta(days=1 + 364 * (1 - number / count))
            elif dice.random() > LATE:
                case, ago = dice.choice(running), timedelta(minutes=dice.randrange(5, 60 * 30))
            else:
                case, ago = dice.choice(late), timedelta(days=6, minutes=dice.randrange(60 * 30))
            event = dice.randrange(1, events + 1) if events else None
            made.append(copier.copy(case, now - ago - days[case], number, event))
        with database.write() as session:
            write(session, copier.tables, made)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--cases", type=int, default=10_000)
    asked = parser.parse_args()
    database, start = Database(asked.url), time.perf_counter()
    fill(database, of_posts=asked.posts, of_events=asked.events, of_cases=asked.cases)
    database.close()
    took = time.perf_counter() - start
    print(f"{asked.posts} posts, {asked.events} events, {asked.cases} cases: {took:.0f} s")


if __name__ == "__main__":
    main()
