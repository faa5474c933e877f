"""Where a visitor of the demo stands on the guided path: kept in a cookie, so it works without scripts."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from dashboard.demo import Demo
from dashboard.guides import GUIDES, Stop
from huiying.core.models import User

COOKIE = "huiying_guide"


@dataclass(frozen=True, slots=True)
class Strip:
    """The stop at which the visitor stands: the `number`th of `total`, counted from 1."""

    stop: Stop
    number: int
    total: int


def path(demo: Demo | None, user: User) -> tuple[Stop, ...]:
    """The stops of the user's role; none where no demo is served or the role has no path."""
    return GUIDES.get(user.role, ()) if demo else ()


def strip(demo: Demo | None, request: Request, user: User | None) -> Strip | None:
    """What the strip shows to the user; None where they are on no path, or on that of another role."""
    stops = path(demo, user) if user else ()
    role, _, number = request.cookies.get(COOKIE, "").partition(".")
    if user is None or role != user.role or number not in {str(one) for one in range(1, len(stops) + 1)}:
        return None
    return Strip(stops[int(number) - 1], int(number), len(stops))


def remember(response: Response, user: User, number: int, *, secure: bool) -> None:
    """The visitor has reached the stop."""
    value = f"{user.role}.{number}"
    response.set_cookie(COOKIE, value, path="/", httponly=True, samesite="lax", secure=secure)


def forget(response: Response) -> None:
    """The visitor has closed the path."""
    response.delete_cookie(COOKIE, path="/")
