"""The assessment as JSON."""

import json

from responder.evaluation.assessment import Assessment


def render(found: Assessment) -> bytes:
    """One object on one line, UTF-8."""
    return (json.dumps(found.as_json(), ensure_ascii=False) + "\n").encode()
