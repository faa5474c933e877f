"""What a call may do with a case: one model a verb, each the responder's verb with its arguments."""

from typing import Annotated

from pydantic import Field

from dashboard.api.verbs.course import (
    AddProgress,
    Extend,
    HandOver,
    Join,
    Mute,
    PauseCase,
    Refer,
    Reopen,
    Resume,
    Split,
    Transfer,
)
from dashboard.api.verbs.deed import Deed
from dashboard.api.verbs.handling import (
    Acknowledge,
    AnswerOrder,
    Assign,
    Close,
    Confirm,
    DecideObjection,
    Dismiss,
    Evaluate,
    ObjectTo,
    StartHeld,
)
from dashboard.api.verbs.publishing import (
    Clear,
    ConfirmEvidence,
    Correct,
    Publish,
    Submit,
    Tick,
    Withdraw,
    WriteDraft,
)
from dashboard.api.verbs.tasks import (
    Complete,
    Determine,
    Examine,
    Fulfil,
    Instruct,
    ReportBack,
    SearchRecord,
)

__all__ = ["AnyVerb", "Deed", "Publish"]

AnyVerb = Annotated[
    Confirm
    | Assign
    | Acknowledge
    | ObjectTo
    | DecideObjection
    | StartHeld
    | WriteDraft
    | Submit
    | Tick
    | Clear
    | Publish
    | ConfirmEvidence
    | Correct
    | Withdraw
    | Transfer
    | Refer
    | HandOver
    | Join
    | Split
    | AddProgress
    | Extend
    | PauseCase
    | Resume
    | Reopen
    | Mute
    | Instruct
    | ReportBack
    | Examine
    | Complete
    | SearchRecord
    | Determine
    | Fulfil
    | AnswerOrder
    | Close
    | Dismiss
    | Evaluate,
    Field(discriminator="verb"),
]
