"""Signing in and out, and how failures slow the next attempt."""

from datetime import timedelta

from sqlalchemy import func, select

from dashboard import accounts
from huiying.core.models import LoginAttempt, User, WebSession
from tests.dashboard.conftest import PASSWORD, Town, Visitor


def fail(visitor: Visitor, name: str, times: int) -> None:
    for _ in range(times):
        assert visitor.sign_in(name, "wrong-wrong-wrong").status_code == 401


def test_the_right_password_opens_the_desk(town: Town) -> None:
    visitor = town.visitor()
    answer = visitor.sign_in("officer")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" not in cookie
    assert "值班台" in visitor.read("/")


def test_without_a_session_every_page_leads_to_the_log_in_and_back(town: Town) -> None:
    visitor = town.visitor()
    answer = visitor.http.get("/cases")
    assert answer.headers["location"] == "/login?next=/cases"
    assert visitor.sign_in("officer", next="/cases").headers["location"] == "/cases"


def test_the_log_in_leads_to_no_foreign_place(town: Town) -> None:
    for foreign in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert town.visitor().sign_in("officer", next=foreign).headers["location"] == "/"


def test_a_wrong_password_and_a_name_that_is_no_account_are_answered_alike(town: Town) -> None:
    wrong = town.visitor().sign_in("officer", "wrong-wrong-wrong")
    nobody = town.visitor().sign_in("nobody", "wrong-wrong-wrong")
    assert wrong.status_code == nobody.status_code == 401
    said = "账号或口令不对"
    assert said in wrong.text and said in nobody.text


def test_ten_failures_slow_the_next_attempt_on_the_account(town: Town) -> None:
    visitor = town.visitor()
    fail(visitor, "officer", 10)
    answer = visitor.sign_in("officer")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "30"
    assert "请等 30 秒后再试" in answer.text
    town.clock.now += timedelta(seconds=29)
    assert visitor.sign_in("officer").headers["retry-after"] == "1"
    town.clock.now += timedelta(seconds=2)
    assert visitor.sign_in("officer").status_code == 303


def test_the_wait_doubles_with_each_further_failure_up_to_a_quarter_of_an_hour(town: Town) -> None:
    visitor, waits = town.visitor(), []
    fail(visitor, "officer", 10)
    for _ in range(7):
        waits.append(int(visitor.sign_in("officer").headers["retry-after"]))
        town.clock.now += timedelta(seconds=waits[-1] + 1)
        fail(visitor, "officer", 1)
    assert waits == [30, 60, 120, 240, 480, 900, 900]


def test_failures_on_many_accounts_slow_the_address(town: Town) -> None:
    visitor = town.visitor()
    for number in range(10):
        fail(visitor, f"guess{number}", 1)
    assert visitor.sign_in("officer").status_code == 429
    town.clock.now += timedelta(hours=1, seconds=1)
    assert visitor.sign_in("officer").status_code == 303


def test_an_attempt_during_the_wait_is_not_stored_and_does_not_prolong_it(town: Town) -> None:
    visitor = town.visitor()
    fail(visitor, "officer", 10)
    for _ in range(5):
        assert visitor.sign_in("officer", "wrong-wrong-wrong").status_code == 429
    with town.database.read() as session:
        assert session.scalar(select(func.count(LoginAttempt.id))) == 10
    town.clock.now += timedelta(seconds=31)
    assert visitor.sign_in("officer").status_code == 303


def test_a_success_clears_the_account_failures(town: Town) -> None:
    visitor = town.visitor()
    fail(visitor, "officer", 9)
    assert visitor.sign_in("officer").status_code == 303
    town.clock.now += timedelta(hours=2)
    fail(town.visitor(), "officer", 5)
    assert town.visitor().sign_in("officer").status_code == 303


def test_what_was_typed_as_a_name_is_not_stored_when_it_is_no_account(town: Town) -> None:
    fail(town.visitor(), PASSWORD, 1)
    with town.database.read() as session:
        stored = session.scalars(select(LoginAttempt.account)).one()
    assert PASSWORD not in stored


def test_logging_out_ends_the_session_not_only_the_cookie(town: Town) -> None:
    visitor = town.signed_in("officer")
    cookie = dict(visitor.http.cookies)
    assert visitor.send("/logout").headers["location"] == "/login"
    visitor.http.cookies.update(cookie)
    assert visitor.http.get("/").status_code == 303


def test_a_session_ends_after_twelve_hours(town: Town) -> None:
    visitor = town.signed_in("officer")
    town.clock.now += timedelta(hours=12, seconds=1)
    assert visitor.http.get("/").headers["location"] == "/login?next=/"


def test_a_new_password_and_a_closed_account_end_the_sessions(town: Town) -> None:
    visitor, other = town.signed_in("officer"), town.signed_in("clearer")
    with town.database.write() as session:
        officer, clearer = accounts.find_user(session, "officer"), accounts.find_user(session, "clearer")
        accounts.set_password(session, officer, "another-long-one", now=town.clock(), by="machine")
        accounts.disable(session, clearer, now=town.clock(), by="machine")
    assert visitor.http.get("/").status_code == other.http.get("/").status_code == 303
    assert town.visitor().sign_in("clearer").status_code == 401


def test_the_table_holds_only_a_hash_of_the_cookie(town: Town) -> None:
    visitor = town.signed_in("officer")
    with town.database.read() as session:
        stored = session.scalars(select(WebSession.token_hash)).one()
        password = session.scalars(select(User.password_hash).where(User.name == "officer")).one()
    assert stored not in dict(visitor.http.cookies).values()
    assert password.startswith("$argon2id$")


def test_over_https_the_cookie_is_for_https_only(town: Town) -> None:
    """The site says so by its public address."""
    from starlette.responses import Response

    from dashboard import sessions

    response = Response()
    sessions.set_cookie(response, "token", secure=True)
    assert "Secure" in response.headers["set-cookie"]
