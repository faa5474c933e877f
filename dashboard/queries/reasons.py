"""Why a tier is what it is, from the stored verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reason:
    """One reason as the analysis gave it; `points` where it counts towards the level."""

    factor: str
    evidence: str
    points: float | None


def reasons(verdict: Mapping[str, Any] | None) -> list[Reason]:
    """The reasons that a stored verdict carries, in the order in which the analysis gave them."""
    return [_reason(row) for row in (verdict or {}).get("reasons", []) if isinstance(row, dict)]


def in_short(verdict: Mapping[str, Any] | None, otherwise: str, most: int = 3) -> str:
    """The first reasons on one line; `otherwise` where there are none."""
    said = [reason.evidence or reason.factor for reason in reasons(verdict)[:most]]
    return " · ".join(part for part in said if part) or otherwise


def _reason(row: Mapping[str, Any]) -> Reason:
    return Reason(str(row.get("factor", "")), str(row.get("evidence", "")), row.get("points"))
