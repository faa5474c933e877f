"""The grade of a happening from its figures, by statute; lower bounds included.

Accidents: 国务院令第493号 art. 3. Food poisoning: 国家突发公共卫生事件应急预案. Earthquakes:
国家地震应急预案. Other kinds have no automatic grade: a person is asked at once.
"""

from analysis.assessment import Emergency

ACCIDENT_DEATHS = ((1, 30), (2, 10), (3, 3))
ACCIDENT_SERIOUS = ((1, 100), (2, 50), (3, 10))
ACCIDENT_LOSS = ((1, 1e8), (2, 5e7), (3, 1e7))
EARTHQUAKE_DEATHS = ((1, 300), (2, 50), (3, 10))
GRADED = frozenset({"accident", "food_poisoning", "earthquake"})
GRADE_NAMES = {1: "特别重大", 2: "重大", 3: "较大", 4: "一般"}


def grade_of(emergency: Emergency) -> int | None:
    """1 to 4, or None where the law sets none or no figure is known."""
    if emergency.kind == "accident":
        return _accident(emergency)
    if emergency.kind == "food_poisoning":
        return _food_poisoning(emergency)
    if emergency.kind == "earthquake":
        return _earthquake(emergency)
    return None


def needs_person(emergency: Emergency | None) -> bool:
    """True for kinds without an automatic grade."""
    return emergency is not None and emergency.kind not in GRADED


def _accident(emergency: Emergency) -> int | None:
    """Missing people are not yet deaths; injuries of unstated gravity are not serious ones."""
    given = [
        _step(emergency.deaths, ACCIDENT_DEATHS),
        _step(emergency.serious, ACCIDENT_SERIOUS),
        _step(emergency.loss_yuan, ACCIDENT_LOSS),
        None if emergency.injured is None else 4,
    ]
    return min((one for one in given if one is not None), default=None)


def _food_poisoning(emergency: Emergency) -> int | None:
    deaths, people = emergency.deaths or 0, emergency.injured or 0
    if deaths >= 10 or (people > 100 and deaths):
        return 2
    if people >= 100 or deaths:
        return 3
    return 4 if people >= 30 else None


def _earthquake(emergency: Emergency) -> int | None:
    if emergency.deaths is None and emergency.missing is None:
        return None
    return _step((emergency.deaths or 0) + (emergency.missing or 0), EARTHQUAKE_DEATHS)


def _step(figure: float | None, steps: tuple[tuple[int, float], ...]) -> int | None:
    if figure is None:
        return None
    return next((grade for grade, least in steps if figure >= least), 4)
