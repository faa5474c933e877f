"""What one run of the intake did, in counts."""

from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True)
class IntakeSummary:
    """Counts of one batch, or of many added up.

    `taken` posts were leased; `failed` is how often one failed and will be tried again, `set_aside`
    how many were given up after the third time. `elsewhere` posts were in another worker's hands
    at the end. `rejudged` events had new counters. `cases` were opened (`held` of them wait for a
    person), `joined` messages went to a case that was open already.
    """

    taken: int = 0
    assessed: int = 0
    relevant: int = 0
    failed: int = 0
    set_aside: int = 0
    placed: int = 0
    events: int = 0
    merged: int = 0
    rejudged: int = 0
    cases: int = 0
    joined: int = 0
    held: int = 0
    elsewhere: int = 0

    def __add__(self, other: "IntakeSummary") -> "IntakeSummary":
        names = [field.name for field in fields(self)]
        return IntakeSummary(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def as_json(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)
