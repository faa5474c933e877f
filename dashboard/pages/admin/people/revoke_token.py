"""作废令牌."""

from starlette.responses import Response

from dashboard import accounts
from dashboard.access import NotFound
from dashboard.pages.admin.people.show import done
from dashboard.visit import Visit
from huiying.core.models import ApiToken


def submit(visit: Visit) -> Response:
    """End the token at once."""
    with visit.write() as session:
        token = session.get(ApiToken, visit.number("token"))
        if token is None or token.user_id != visit.number("person"):
            raise NotFound("没有这个令牌")
        accounts.revoke_token(session, token.name, now=visit.now, by=visit.user.name)
    return done(visit, "revoke")
