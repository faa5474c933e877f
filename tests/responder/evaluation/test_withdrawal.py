"""A publication that was taken back: a fault of accuracy, and no answer any more."""

import pytest
from sqlalchemy.orm import Session

from huiying.core.database import Database
from huiying.core.models import Case
from responder.evaluation.evaluate import evaluate
from responder.evaluation.gather import gather
from responder.evaluation.rules import default_rules
from responder.verbs.withdraw import withdraw
from tests.responder.accountability.test_faults import spoken
from tests.support.cast import Cast, at


@pytest.mark.parametrize(("ground", "said"), [("wrong", "发布后撤回"), ("improper", "公开了不应公开的信息")])
def test_the_index_reads_the_record_of_a_withdrawal(database: Database, ground: str, said: str) -> None:
    with database.write() as session:
        cast = Cast(session)
        case = cast.assigned()
        record = spoken(cast, case, "11:00")
        assert no_fault(session, case) == (1.0, "1 次发布，没有撤回，也没有经他人指出才更正的", True)
        withdraw(
            session, record, reason="数字有误", noticed_by="self", ground=ground, by=cast.officer,
            policy=cast.policy, now=at("11:30"),
        )  # fmt: skip
        assert no_fault(session, case) == (0.0, f"1 次发布有差错：{said}", False)


def no_fault(session: Session, case: Case) -> tuple[float | None, str, bool]:
    """Share and reason of the line, and whether a first publication counts."""
    (facts,) = gather(session, Case.id == case.id, at("12:00"))
    line = evaluate(facts, default_rules()).part("accuracy").line("no_fault")
    return line.share, line.said, facts.first_publication is not None
