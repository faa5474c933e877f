"""The thresholds of health as data: thresholds.toml beside this file, checked."""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class Thresholds(BaseModel):
    """What thresholds.toml says; each number is explained there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    failing_after: int
    late_intervals: int
    late_minutes: int
    history_days: int
    silent_items: float
    silent_hours: int
    same_weekday_hour: int
    same_kind_of_day: int
    same_part_of_day: int
    gaps: int
    gap_times: float
    few_gaps: int
    few_gap_times: float
    least_gap_hours: float
    young_days: int
    young_gap_hours: float
    never_days: int
    fewer_from: float
    fewer_share: float
    looked_at: int
    unlikely: float
    most_certain: float
    known_items: int
    usual_share: float
    first_items: int
    first_alarm: float
    rules_off: float
    rules_usual: float
    links_from: int
    links_share: float
    empty_lists: int
    error_visits: int
    error_requests: int
    error_share: float


@cache
def thresholds() -> Thresholds:
    """The shipped thresholds."""
    path = files("crawlers.health") / "thresholds.toml"
    return Thresholds.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
