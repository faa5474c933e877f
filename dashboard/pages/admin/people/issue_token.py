"""发放令牌."""

from starlette.responses import Response

from dashboard import accounts
from dashboard.pages.admin.people.show import page_of
from dashboard.queries.accounts import find
from dashboard.visit import Visit


def submit(visit: Visit) -> Response:
    """A token that acts for this account within the scopes; its text is shown this once."""
    number = visit.number("person")
    with visit.write() as session:
        _, secret = accounts.create_token(
            session,
            name=visit.field("token_name"),
            user=find(session, number),
            scopes=visit.fields("scope"),
            now=visit.now,
            by=visit.user.name,
        )
    return page_of(visit, number, token=secret, said="令牌已发放")
