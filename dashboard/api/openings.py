"""Opening by hand through the API: an interpretation, a disclosure request, a recurring duty."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy.orm import Session

from dashboard.api.callers import Caller
from dashboard.api.verbs.deed import Moment, Said, units_named
from dashboard.untrusted import all_storable
from huiying.core.models import Case
from responder.verbs.open_by_hand import open_by_hand


class OpenIn(BaseModel):
    """`at`: when the document was published, the request received, the duty began; without an offset it is
    Asia/Shanghai. `due_on`: the day by which a duty is to be done. `text` names no applicant."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["interpretation", "disclosure", "duty"]
    title: str = Field(min_length=1, max_length=200)
    text: Said
    at: Moment
    reference: str | None = Field(None, max_length=200, description="文号或申请编号")
    due_on: date | None = None
    proposed_unit: str | None = Field(None, description="建议由哪个单位办理")

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: Any) -> Any:
        return all_storable(given)

    def open(self, session: Session, caller: Caller) -> Case:
        """The new case. Raises Refused, NotAllowed or BadInput."""
        said = self.model_dump(exclude={"kind", "proposed_unit"})
        units = units_named(session, [self.proposed_unit] if self.proposed_unit else [])
        return open_by_hand(
            session,
            self.kind,
            **said,
            by=caller.user,
            policy=caller.site.policy,
            now=caller.now,
            proposed_unit=units[0] if units else None,
        )
