"""What a verb of the API is: a model of its arguments that does one deed, and what a deed has at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.access import NotFound
from dashboard.api.callers import Caller
from dashboard.untrusted import LARGEST_ID, all_storable
from huiying.core import clock
from huiying.core.errors import BadInput
from huiying.core.models import Case, Draft, Publication, Unit
from responder.evidence import Evidence

Of = TypeVar("Of")

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Said = Annotated[str, Field(min_length=1, max_length=5000)]
Moment = Annotated[
    datetime, BeforeValidator(lambda value: clock.parse(value) if isinstance(value, str) else value)
]


@dataclass(frozen=True)
class Deed:
    """A verb in its place: the transaction, the case, who asks; evidence was fetched beforehand."""

    session: Session
    case: Case
    caller: Caller
    evidence: Evidence | None = None

    @property
    def by(self) -> dict[str, Any]:
        """Who and when, as every verb wants it."""
        return {"by": self.caller.user, "now": self.caller.now}

    @property
    def planned(self) -> dict[str, Any]:
        """The same for verbs that plan clocks."""
        return {**self.by, "policy": self.caller.site.policy}

    def draft(self, draft_id: int) -> Draft:
        """A draft of this case. Raises NotFound."""
        return self.own(Draft, draft_id, "没有这份稿件")

    def own(self, model: type[Of], key: int, missing: str) -> Of:
        """A record of this case. Raises NotFound with `missing`."""
        found = self.session.get(model, key)
        if found is None or found.case_id != self.case.id:  # type: ignore[attr-defined]
            raise NotFound(missing)
        return found

    def units(self, names: Sequence[str]) -> list[Unit]:
        """The units of these names. Raises BadInput."""
        return units_named(self.session, names)

    def publication(self, publication_id: int) -> Publication:
        """A publication of this case. Raises NotFound."""
        return self.own(Publication, publication_id, "没有这次发布")


def units_named(session: Session, names: Sequence[str]) -> list[Unit]:
    """The units of these names, in their order. Raises BadInput."""
    query = select(Unit).where(Unit.name.in_(names))
    found = {unit.name: unit for unit in session.scalars(query)}
    unknown = [name for name in names if name not in found]
    if unknown:
        raise BadInput(f"没有名为“{'、'.join(unknown)}”的责任单位")
    return [found[name] for name in names]


class Verb(BaseModel):
    """One verb with its arguments."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: Any) -> Any:
        return all_storable(given)

    def do(self, deed: Deed) -> None:
        """Do it, or raise Refused or NotAllowed."""
        raise NotImplementedError
