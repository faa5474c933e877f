"""The report as JSON: every figure, and the sentences that a leader reads."""

import json

from responder.reports.figures import WeeklyReport
from responder.reports.sentences import sentences


def render(report: WeeklyReport) -> str:
    """One object, UTF-8 characters as themselves; keys in the order of the report."""
    return json.dumps({**report.as_json(), "summary": sentences(report)}, ensure_ascii=False, indent=2)
