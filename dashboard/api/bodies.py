"""What calls beside a case's verbs have in common: a body that is fit to store, and one transaction once."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict, model_validator
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.api.callers import Caller
from dashboard.api.once import Once, once
from dashboard.untrusted import LARGEST_ID, all_storable

OnceOnly = Annotated[Once, Depends(once)]
RowId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class Body(BaseModel):
    """The arguments of a call; a key that is not known is refused."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: Any) -> Any:
        return all_storable(given)


def examples(**values: Any) -> ConfigDict:
    """The settings of a body, with the example that the description shows."""
    return ConfigDict(extra="forbid", json_schema_extra={"example": values})


def change(caller: Caller, once_only: Once, action: str, deed: Callable[[Session], Any]) -> Any:
    """Do it in one transaction, once for each key, where the caller's role may ask for the action."""
    access.require(caller.user, action)
    with caller.site.database.write() as session:
        return once_only.do(session, caller, lambda: deed(session))
