"""Forms are taken only from our own pages."""

from tests.dashboard.conftest import PASSWORD, Town


def test_a_form_without_its_token_is_refused(town: Town) -> None:
    visitor, case = town.signed_in("officer"), town.case()
    answer = visitor.http.post(f"/case/{case}/confirm", data={"tier": "2"})
    assert answer.status_code == 403
    assert "页面已失效" in answer.text


def test_a_token_of_another_session_is_refused(town: Town) -> None:
    case, stolen = town.case(), town.signed_in("clearer").token()
    answer = town.signed_in("officer").http.post(f"/case/{case}/confirm", data={"tier": "2", "csrf": stolen})
    assert answer.status_code == 403


def test_a_form_from_another_site_is_refused_even_with_the_token(town: Town) -> None:
    visitor, case = town.signed_in("officer"), town.case()
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        data = {"tier": "2", "csrf": visitor.token()}
        assert visitor.http.post(f"/case/{case}/confirm", data=data, headers=headers).status_code == 403


def test_a_foreign_page_cannot_sign_somebody_in(town: Town) -> None:
    data = {"name": "officer", "password": PASSWORD}
    answer = town.visitor().http.post("/login", data=data, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_the_token_differs_on_every_page(town: Town) -> None:
    visitor = town.signed_in("officer")
    assert visitor.token() != visitor.token()


def test_a_body_that_is_too_long_is_refused(town: Town) -> None:
    answer = town.visitor().http.post("/login", data={"name": "x" * 3_000_000})
    assert answer.status_code == 413
