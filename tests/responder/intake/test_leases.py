"""Who assesses what, and what becomes of a worker that is late or dies."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from huiying.core.models import Post, PostAssessment
from responder.intake import assess, leases, take_in
from tests.responder.intake.town import NOW, Town

LEASE = timedelta(minutes=2)


def lease(town: Town, owner: str, limit: int, now=NOW) -> list[int]:
    with town.database.write() as session:
        return leases.take(session, owner=owner, now=now, lease=LEASE, limit=limit)


def test_the_oldest_posts_are_taken_first_and_nobody_elses(town: Town) -> None:
    posts = [town.post("park", f"黄石新港园区新闻之{number}") for number in range(5)]
    assert lease(town, "one", 3) == posts[:3]
    assert lease(town, "two", 3) == posts[3:]
    assert lease(town, "three", 3) == []


def test_four_workers_at_once_never_take_the_same_post(town: Town) -> None:
    posts = [town.post("park", f"黄石新港园区新闻之{number}") for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda owner: lease(town, f"worker-{owner}", 5), range(8)))
    together = sorted(post for ids in taken for post in ids)
    assert len(together) == len(set(together))
    left = lease(town, "last", 40)
    assert sorted(together + left) == posts


def test_the_posts_of_a_dead_worker_come_back_when_its_lease_ends(town: Town) -> None:
    posts = [town.post("park", "黄石新港园区招商"), town.post("park", "黄石新港园区修路")]
    assert lease(town, "dead", 2) == posts
    assert lease(town, "next", 2, NOW + LEASE - timedelta(seconds=1)) == []
    assert lease(town, "next", 2, NOW + LEASE) == posts


def test_a_worker_that_lost_its_lease_writes_nothing(town: Town) -> None:
    post = town.post("park", "黄石新港园区招商")
    assert lease(town, "slow", 1) == [post]
    later = NOW + LEASE
    take_in(town.database, town.analyst, town.policy, later, owner="quick")
    with town.database.write() as session:
        assert leases.finish(session, [post], owner="slow", now=later) == set()
    assert len(town.all(PostAssessment)) == 1


def test_an_assessed_post_is_leased_to_nobody(town: Town) -> None:
    town.post("park", "黄石新港园区招商")
    summary = assess.assess(town.database, town.analyst, NOW, owner="one", lease=LEASE, limit=200)
    assert (summary.taken, summary.assessed) == (1, 1)
    (post,) = town.all(Post)
    assert (post.assessed_at, post.lease_owner, post.lease_until) == (NOW, None, None)
    assert lease(town, "two", 10, NOW + 2 * LEASE) == []
