"""The machine's advice on who leads a case, and what a person decided instead of it."""

from collections.abc import Sequence
from dataclasses import replace

from dashboard import words
from dashboard.queries.people import Names
from dashboard.queries.reasons import LEAD, Reason
from huiying.core.models import Assignment, Case
from responder.intake.why import without_advice


def opened_why(said: str, lead_unit_id: int | None) -> str:
    """Why the case was opened; advice that was followed or overruled is no longer given."""
    return said if lead_unit_id is None else without_advice(said)


def settled(found: Sequence[Reason], case: Case, given: Assignment | None, names: Names) -> list[Reason]:
    """The reasons with the decision on the lead unit, once there is one, in place of the advice."""
    if given is None:
        return list(found)
    said = _decision(case, given, names)
    return [replace(one, evidence=said) if one.factor == LEAD else one for one in found]


def _decision(case: Case, given: Assignment, names: Names) -> str:
    """值班员于 11月19日 07:13 交办执法局，与机器建议一致."""
    decided = f"{names.person(given.by)}于 {words.moment(given.at)} 交办{names.unit(given.lead_unit_id)}"
    if case.proposed_unit_id is None:
        return f"{decided}（机器未能判断）"
    if case.proposed_unit_id == given.lead_unit_id:
        return f"{decided}，与机器建议一致"
    return f"{decided}（机器曾建议{names.unit(case.proposed_unit_id)}）"
