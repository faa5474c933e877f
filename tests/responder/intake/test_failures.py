"""Posts on which the analysis fails, and faults that are not a post's."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from analysis.analyst import Analyst
from analysis.assessment import Assessment
from analysis.profile import default_profile, default_routing, default_rubric
from analysis.texts import Text
from huiying.core.models import AuditEntry, CasePost, EventPost, Post, PostAssessment
from responder.intake import drain, take_in
from responder.intake.assess import assess
from tests.responder.intake.town import NOW, Town

BAD = "这一条会让分析出错"


class Stumbling(Analyst):
    """The real analyst, but for one text on which it falls."""

    def __init__(self, error: Exception) -> None:
        super().__init__(default_profile(), default_routing(), default_rubric())
        self.error = error

    def assess(self, texts: Sequence[Text], now: datetime) -> list[Assessment]:
        if any(BAD in text.text for text in texts):
            raise self.error
        return super().assess(texts, now)


def test_a_bad_post_keeps_nobody_back(town: Town) -> None:
    good = [town.post("park", "黄石新港园区修路"), town.post("park", "黄石新港园区招商")]
    town.post("park", BAD)
    stumbling = Stumbling(ValueError("读不懂"))
    lease = timedelta(minutes=2)
    summary = assess(town.database, stumbling, NOW, owner="one", lease=lease, limit=200)
    assert (summary.taken, summary.assessed, summary.failed, summary.set_aside) == (3, 2, 1, 0)
    assert [row.post_id for row in town.all(PostAssessment)] == good
    bad = town.all(Post)[-1]
    assert (bad.tries, bad.lease_owner, bad.assessed_at) == (1, None, None)


def test_after_the_third_time_a_post_is_set_aside_with_its_reason(town: Town) -> None:
    town.post("park", BAD)
    stumbling = Stumbling(ValueError("读不懂"))
    summary = drain(town.database, stumbling, town.policy, NOW)
    assert (summary.failed, summary.set_aside, summary.elsewhere) == (2, 1, 0)
    (post,) = town.all(Post)
    assert post.set_aside_at == NOW
    assert post.set_aside_reason == "研判连续 3 次出错，已搁置，请人工处理：ValueError：读不懂"
    (entry,) = [entry for entry in town.all(AuditEntry) if entry.action == "set_aside"]
    assert entry.object_id == str(post.id)
    again = drain(town.database, stumbling, town.policy, NOW)
    assert again.taken == 0


def test_a_fault_of_the_machine_is_not_counted_against_the_posts(town: Town) -> None:
    town.post("park", BAD)
    stumbling = Stumbling(OSError("disk full"))
    with pytest.raises(OSError, match="disk full"):
        take_in(town.database, stumbling, town.policy, NOW, owner="one")
    (post,) = town.all(Post)
    assert (post.tries, post.set_aside_at) == (0, None)
    assert town.take_in(NOW + timedelta(hours=1)).assessed == 1


def test_any_text_gets_through_however_broken(town: Town) -> None:
    for text in (
        "",
        " ",
        "？？？",
        "\ud7ff" * 50,
        "黄石新港" * 3000,
        "<script>alert(1)</script>",
        "🔥" * 200,
    ):
        town.post("mailbox", text)
    summary = town.take_in()
    assert (summary.assessed, summary.failed, summary.set_aside) == (7, 0, 0)
    assert len(town.all(EventPost)) == 7
    assert len(town.all(CasePost)) == 7
