"""人员与账号, and one's own account: made, changed, closed; passwords, sessions, tokens."""

import re

import httpx
from sqlalchemy import select

from huiying.core.models import AuditEntry, User
from tests.dashboard.conftest import PASSWORD, Town

HERE = "/admin/people"
SECRET = re.compile(r'<code class="secret">([^<]+)</code>')


def account(town: Town, name: str) -> User:
    with town.database.read() as session:
        return session.scalars(select(User).where(User.name == name)).one()


def told(page: str) -> str:
    found = SECRET.search(page)
    assert found is not None
    return found.group(1)


def test_a_new_account_gets_a_password_that_is_shown_once_and_works(town: Town) -> None:
    boss = town.boss()
    made = boss.send(
        HERE,
        name="zhiban",
        display_name="值班员甲",
        role="unit",
        unit=town.cast.enforcement.id,
        email="a@b.example",
    )
    assert made.status_code == 200
    password = told(made.text)
    here = f"{HERE}/{account(town, 'zhiban').id}"
    assert password not in boss.read(here) and "从未" in boss.read(here)
    assert town.visitor().sign_in("zhiban", password).status_code == 303
    page = boss.read(HERE)
    assert "值班员甲" in page and "执法局" in page and "a@b.example" in page
    assert "最近登录：不到 1 分前" in boss.read(here)


def test_what_will_not_do_is_said_and_what_was_entered_stays(town: Town) -> None:
    boss = town.boss()
    refused = boss.send(HERE, name="zhiban", display_name="值班员甲", role="unit")
    assert (refused.status_code, "须指明所属单位" in refused.text) == (422, True)
    assert 'value="值班员甲"' in refused.text
    assert boss.send(HERE, name="officer", role="office").status_code == 422
    assert "不是有效的邮箱" in boss.send(HERE, name="zb", role="office", email="nobody").text
    assert boss.send(HERE, name="zb", role="office", unit="99999").status_code == 422
    assert boss.send(HERE, name="zb", role="office", unit="x").status_code == 422


def test_role_and_unit_change_at_once_where_the_person_is_signed_in(town: Town) -> None:
    boss, handler = town.boss(), town.signed_in("handler")
    here = f"{HERE}/{account(town, 'handler').id}"
    handler.read("/unit")
    done = boss.send(f"{here}/change", display_name="审计员", role="auditor", unit="")
    assert "已保存" in boss.read(done.headers["location"])
    handler.read("/unit", status=403)
    assert "审计员 · 审计" in handler.read("/admin/audit")


def test_a_closed_account_is_out_everywhere_and_can_be_opened_again(town: Town) -> None:
    boss, handler = town.boss(), town.signed_in("handler")
    here = f"{HERE}/{account(town, 'handler').id}"
    boss.send(f"{here}/switch", to="off")
    assert handler.http.get("/unit").status_code == 303
    assert town.visitor().sign_in("handler").status_code == 401
    boss.send(f"{here}/switch", to="on")
    assert town.visitor().sign_in("handler").status_code == 303


def test_somebody_who_administers_is_always_left(town: Town) -> None:
    boss = town.boss()
    own = f"{HERE}/{account(town, 'boss').id}"
    assert boss.send(f"{own}/switch", to="off").status_code == 409
    assert boss.send(f"{own}/change", role="auditor").status_code == 409
    assert boss.send(f"{own}/password").status_code == 409
    other = f"{HERE}/{town.made('second', 'administrator')}"
    assert boss.send(f"{other}/switch", to="off").status_code == 303
    town.change(lambda cast: cast.session.execute(User.__table__.update().values(disabled_at=None)))
    second = town.signed_in("second")
    assert second.send(f"{own}/change", role="auditor").status_code == 303


def test_a_reset_password_signs_the_person_out_and_the_new_one_in(town: Town) -> None:
    boss, handler = town.boss(), town.signed_in("handler")
    password = told(boss.send(f"{HERE}/{account(town, 'handler').id}/password").text)
    assert handler.http.get("/unit").status_code == 303
    assert town.visitor().sign_in("handler").status_code == 401
    assert town.visitor().sign_in("handler", password).status_code == 303


def test_one_browser_of_a_person_is_signed_out(town: Town) -> None:
    boss, first = town.boss(), town.visitor()
    first.http.headers["user-agent"] = "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0"
    first.sign_in("handler")
    second = town.signed_in("handler")
    here = f"{HERE}/{account(town, 'handler').id}"
    page = boss.read(here)
    assert "微信（安卓）" in page
    ends = re.findall(rf'action="({here}/sessions/\d+/end)"', page)
    assert len(ends) == 2
    boss.send(ends[-1])
    assert first.http.get("/unit").status_code == 303
    assert second.http.get("/unit").status_code == 200
    assert boss.send(ends[-1]).status_code == 422
    assert boss.send(ends[0].replace(here, f"{HERE}/{account(town, 'officer').id}")).status_code == 422


def test_a_token_is_shown_once_works_within_its_scopes_and_ends(town: Town) -> None:
    boss = town.boss()
    here = f"{HERE}/{account(town, 'officer').id}"
    assert boss.send(f"{here}/tokens", token_name="业务系统").status_code == 422
    token = told(boss.send(f"{here}/tokens", token_name="业务系统", scope=["cases:read"]).text)
    page = boss.read(here)
    assert token not in page and "业务系统" in page
    machine = httpx.Client(base_url=town.url, headers={"Authorization": f"Bearer {token}"})
    assert machine.get("/api/v1/cases").status_code == 200
    assert machine.get("/api/v1/posts").status_code == 403
    (revoke,) = re.findall(rf'action="({here}/tokens/\d+/revoke)"', page)
    other = revoke.replace(here, f"{HERE}/{account(town, 'leader').id}")
    assert boss.send(other).status_code == 404
    boss.send(revoke)
    assert machine.get("/api/v1/cases").status_code == 401
    with town.database.read() as session:
        objects = {str(row) for row in session.scalars(select(AuditEntry.detail))}
    assert not any(token in one for one in objects)


def test_everybody_changes_their_own_password_and_goes_on(town: Town) -> None:
    handler, elsewhere = town.signed_in("handler"), town.signed_in("handler")
    new = "another-long-phrase"
    wrong = handler.send("/account/password", old="x", new=new, again=new)
    assert (wrong.status_code, "现在的口令不对" in wrong.text) == (422, True)
    assert "不一致" in handler.send("/account/password", old=PASSWORD, new=new, again="y").text
    easy = handler.send("/account/password", old=PASSWORD, new="handler-handler", again="handler-handler")
    assert "过于简单" in easy.text
    done = handler.send("/account/password", old=PASSWORD, new=new, again=new)
    assert done.status_code == 303
    assert "口令已更换" in handler.read(done.headers["location"])
    assert elsewhere.http.get("/unit").status_code == 303
    assert town.visitor().sign_in("handler", new).status_code == 303


def test_guessing_ones_old_password_is_slowed(town: Town) -> None:
    handler = town.signed_in("handler")
    fields = {"old": "wrong", "new": "another-long-phrase", "again": "another-long-phrase"}
    answers = [handler.send("/account/password", **fields).status_code for _ in range(11)]
    assert answers == [422] * 10 + [409]


def test_ones_own_other_browser_is_signed_out_and_nobody_elses(town: Town) -> None:
    handler, elsewhere, outsider = (town.signed_in(name) for name in ("handler", "handler", "outsider"))
    (end,) = re.findall(r'action="(/account/sessions/\d+/end)"', handler.read("/account"))
    assert outsider.send(end).status_code == 422
    assert elsewhere.http.get("/unit").status_code == 200
    assert handler.send(end).status_code == 303
    assert elsewhere.http.get("/unit").status_code == 303
