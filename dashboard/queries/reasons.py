"""Why a tier is what it is, from the stored verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PEOPLE = "人数"
LAST = ("信息",)  # how many posts there are tells least
LEAD = "责任单位"
RESULTS = ("热度", "舆情等级", "响应级别", LEAD)  # what follows from the others, and has its own place


@dataclass(frozen=True)
class Reason:
    """One reason as the analysis gave it; `points` where it counts towards the level."""

    factor: str
    evidence: str
    points: float | None


def reasons(verdict: Mapping[str, Any] | None) -> list[Reason]:
    """The reasons that a stored verdict carries, in the order in which the analysis gave them."""
    return [_reason(row) for row in (verdict or {}).get("reasons", []) if isinstance(row, dict)]


def in_short(verdict: Mapping[str, Any] | None, otherwise: str, most: int = 4) -> str:
    """What weighs most, on one line: casualties, the grade, then what counted for most points."""
    found = [reason for reason in reasons(verdict) if reason.factor not in RESULTS]
    said = [_briefly(reason) for reason in sorted(found, key=_weight)[:most]]
    return " · ".join(part for part in said if part) or otherwise


def _weight(reason: Reason) -> tuple[int, float]:
    if reason.factor.endswith(PEOPLE):
        return (0, 0.0)
    if reason.factor in LAST:
        return (3, 0.0)
    return (1, 0.0) if reason.points is None else (2, -reason.points)


def _briefly(reason: Reason) -> str:
    """死亡 3 人 for a number of people; else the evidence as it is."""
    if reason.factor.endswith(PEOPLE) and reason.evidence:
        return f"{reason.factor.removesuffix(PEOPLE)} {reason.evidence.partition('（')[0]} 人"
    return reason.evidence or reason.factor


def _reason(row: Mapping[str, Any]) -> Reason:
    return Reason(str(row.get("factor", "")), str(row.get("evidence", "")), row.get("points"))
