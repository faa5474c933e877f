"""The clocks behind a figure of 时效."""

from urllib.parse import urlencode

from starlette.responses import Response

from dashboard import periods, words
from dashboard.queries.decided import OUTCOMES, Wanted, decided_clocks
from dashboard.queries.people import Names
from dashboard.untrusted import number
from dashboard.visit import Visit

TIERS = ("0", "1", "2", "3", "4")


def show(visit: Visit) -> Response:
    """One page of them; period, filter and place stand in the address."""
    chosen = periods.chosen(visit.asked, visit.now)
    outcome = visit.asked("outcome") if visit.asked("outcome") in OUTCOMES else "all"
    tier = visit.asked("tier") if visit.asked("tier") in TIERS else ""
    wanted = Wanted(visit.asked("holder"), tier, visit.asked("milestone"), outcome)
    before = number(visit.asked("before"))
    with visit.read() as session:
        found = decided_clocks(session, visit.user, chosen.period, wanted, before=before)
        names = Names(session)
    return visit.page(
        "timeliness_clocks.html",
        chosen=chosen,
        found=found,
        outcome=outcome,
        outcomes=OUTCOMES,
        of=_said(wanted, names),
        here=f"/timeliness/clocks?{chosen.query}&{urlencode(_filter(wanted))}",
    )


def _filter(wanted: Wanted) -> dict[str, str]:
    given = {"holder": wanted.holder, "tier": wanted.tier, "milestone": wanted.milestone}
    return {name: value for name, value in given.items() if value}


def _said(wanted: Wanted, names: Names) -> str:
    """What the filter asks for, in words."""
    said = []
    if wanted.holder:
        unit = number(wanted.holder)
        said.append(names.holder("unit", unit) if unit is not None else words.HOLDERS.get(wanted.holder, ""))
    if wanted.tier:
        said.append(words.tier(number(wanted.tier)))
    if wanted.milestone:
        said.append(words.milestone(wanted.milestone))
    return " · ".join(one for one in said if one)
