"""Errors that a person reads. Each says what happened and what to do next, in Chinese."""


class HuiyingError(Exception):
    """Something a person must hear of; the text is shown as it is."""


class BadInput(HuiyingError):
    """The input or the call is wrong (exit status 2, HTTP 422)."""


class Refused(HuiyingError):
    """A verb out of place: the text says what is missing and who may do it (HTTP 409)."""


class NotAllowed(HuiyingError):
    """The person may not do this (HTTP 403)."""
