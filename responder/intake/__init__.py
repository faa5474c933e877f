"""Intake: from a stored post to its assessment, its event and the case that it opens or joins."""

from responder.intake.batch import drain, take_in
from responder.intake.summary import IntakeSummary

__all__ = ["IntakeSummary", "drain", "take_in"]
