"""未送达: who sees the dead letters, what stands there, and the button."""

import pytest
from sqlalchemy import select

from huiying.core.models import AuditEntry, Notice
from responder.outbox import queue
from tests.dashboard.conftest import Town
from tests.support.cast import Cast, at


def letter(cast: Cast) -> None:
    """One that nobody could be reached by, of a case."""
    queue(
        cast.session,
        kind="overdue",
        duty="handler",
        unit_id=cast.enforcement.id,
        subject="【超时】棋盘洲一化工厂爆炸",
        lines=["请立即办理。"],
        now=at("09:40"),
        occasion="overdue",
        case=cast.assigned(),
    )


def only(town: Town) -> Notice:
    with town.database.read() as session:
        return session.scalars(select(Notice).where(Notice.kind == "overdue")).one()


@pytest.fixture
def unheard(town: Town) -> Town:
    town.change(letter)
    return town


def test_a_dead_letter_stands_with_its_reason_its_case_and_a_button(unheard: Town) -> None:
    page = unheard.signed_in("officer").read("/admin/letters")
    assert "【超时】棋盘洲一化工厂爆炸" in page
    assert "请在“单位与人员”中补充" in page
    assert "重发</button>" in page
    assert f'href="/case/{only(unheard).case_id}#notices-name"' in page


def test_it_is_sent_again_once_there_is_a_way_and_that_is_audited(unheard: Town) -> None:
    officer, here = unheard.signed_in("officer"), f"/admin/letters/{only(unheard).id}/resend"
    refused = officer.send(here)
    assert (refused.status_code, "仍然没有可用的通知渠道" in refused.text) == (409, True)
    unheard.change(lambda cast: cast.contact(cast.enforcement, "handler", "jing@example.cn"))
    done = officer.send(here)
    assert "已重新放入待送队列" in officer.read(done.headers["location"])
    assert (only(unheard).state, only(unheard).address) == ("pending", "jing@example.cn")
    with unheard.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "resend_notice")).one()
    assert (entry.actor, entry.object_id) == ("officer", str(only(unheard).id))
    assert officer.send(here).status_code == 409


@pytest.mark.parametrize("name", ["leader", "handler"])
def test_others_see_no_letters_and_send_none(unheard: Town, name: str) -> None:
    visitor = unheard.signed_in(name)
    visitor.read("/admin/letters", status=403)
    assert visitor.send(f"/admin/letters/{only(unheard).id}/resend").status_code == 403
    assert only(unheard).state == "failed"
