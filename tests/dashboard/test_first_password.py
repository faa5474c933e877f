"""首次登录: nothing opens before a password that somebody else gave is replaced."""

import pytest
from sqlalchemy import select

from dashboard import accounts
from dashboard.routes import PAGES
from huiying.core.models import AuditEntry, User
from tests.dashboard.conftest import Town, Visitor

OWN = "yige-xin-kouling-7"
HERE = "/account/first"


@pytest.fixture
def given(town: Town) -> str:
    """An account that an administrator has just made; its password."""
    page = town.boss().send("/admin/people", name="xinren", display_name="新人", role="office")
    assert "首次登录时须先换成自己的口令" in page.text
    return page.text.partition('<code class="secret">')[2].partition("</code>")[0]


def arrived(town: Town, password: str) -> Visitor:
    visitor = town.visitor()
    answer = visitor.sign_in("xinren", password, next="/cases")
    assert answer.headers["location"] == f"{HERE}?next=/cases"
    return visitor


def test_nothing_opens_but_the_choice_and_the_way_out(town: Town, given: str) -> None:
    visitor = arrived(town, given)
    for page in PAGES:
        if page.newcomers or page.asks is None or page.by_link or page.method != "GET" or "{" in page.path:
            continue
        answer = visitor.http.get(page.path)
        assert answer.headers.get("location", "").startswith("/login"), page.path
    onward = visitor.http.get("/login?next=/cases")
    assert onward.headers["location"] == f"{HERE}?next=/cases"
    for path in ("/api/v1/cases", "/events/stream", "/wall/stream"):
        assert visitor.http.get(path).status_code == 401, path
    assert visitor.http.get("/wall").status_code == 403
    page = visitor.read(HERE)
    assert "由他人设定" in page and "至少 10 个字符" in page and "主导航" not in page
    assert page.index("至少 10 个字符") < page.index('name="new"')


def test_the_choice_lets_in_and_signs_every_other_browser_out(town: Town, given: str) -> None:
    visitor, elsewhere = arrived(town, given), arrived(town, given)
    wrong = (("kurz", "kurz", "至少 10"), (given, given, "相同"), (OWN, OWN + "x", "不一致"))
    for new, again, said in wrong:
        answer = visitor.http.post(
            HERE, data={"new": new, "again": again, "csrf": token_of(visitor.read(HERE))}
        )
        assert (answer.status_code, said in answer.text) == (422, True), said
    form = {"new": OWN, "again": OWN, "next": "/cases", "csrf": token_of(visitor.read(HERE))}
    assert visitor.http.post(HERE, data=form).headers["location"] == "/cases"
    assert "主导航" in visitor.read("/cases")
    assert elsewhere.http.get(HERE).headers["location"].startswith("/login")
    assert town.visitor().sign_in("xinren", given).status_code == 401
    assert town.visitor().sign_in("xinren", OWN, next="/cases").headers["location"] == "/cases"
    with town.database.read() as session:
        query = select(AuditEntry.action).where(AuditEntry.object == "user").order_by(AuditEntry.id)
        assert "choose_password" in session.scalars(query).all()


def test_a_password_that_was_reset_has_to_be_changed_again_and_tokens_go_on(town: Town, given: str) -> None:
    del given
    with town.database.write() as session:
        officer = session.scalars(select(User).where(User.name == "officer")).one()
        made = {"name": "对接", "user": officer, "scopes": ["cases:read"]}
        _, token = accounts.create_token(session, **made, now=town.clock(), by="boss")
        accounts.set_password(session, officer, "linshi-kouling-1", now=town.clock(), by="boss")
    answer = town.visitor().sign_in("officer", "linshi-kouling-1")
    assert answer.headers["location"].startswith(HERE)
    bearer = {"authorization": f"Bearer {token}"}
    assert town.visitor().http.get("/api/v1/cases", headers=bearer).status_code == 200


def token_of(page: str) -> str:
    return page.partition('name="csrf" value="')[2].partition('"')[0]
