"""The assessment as JSON."""

import json

from responder.evaluation.assessment import Assessment


def render(found: Assessment) -> bytes:
    """One object, UTF-8."""
    return (json.dumps(found.as_json(), ensure_ascii=False, indent=2) + "\n").encode()
