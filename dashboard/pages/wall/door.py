"""/wall/<token>: the address by which a screen is opened once; its cookie then opens /wall."""

from starlette.responses import Response

from dashboard import views
from dashboard.pages.wall.show import shut
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """Let the screen in, or say what to do; an address without the secret is left behind."""
    secret = visit.request.path_params["secret"]
    with visit.read() as session:
        known = views.find(session, secret) is not None
    if not known:
        return shut(visit, 404)
    response = visit.to(views.PATH)
    views.set_cookie(response, secret, secure=visit.site.is_https)
    return response
