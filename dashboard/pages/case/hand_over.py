"""登记移交."""

from typing import Any

from starlette.responses import Response

from dashboard.pages.case.deed import on_case, own, planning
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from huiying.core.models import Referral
from responder.verbs.refer import hand_over


def submit(visit: Visit) -> Response:
    """Record the proof that a referral reached its receiver."""
    with on_case(visit) as (session, case):
        referral = own(session, case, Referral, visit.field("referral"), "没有这次上报或转办")
        said: dict[str, Any] = {
            "received_as": visit.field("received_as")[:200],
            "evidence": visit.field("evidence"),
        }
        hand_over(session, referral, **said, **planning(visit))
    return done(visit, "hand_over")
