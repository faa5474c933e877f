"""An independent recount: SQL over the database file, which imports nothing of the product.

Rules are written out again from domain.md, on purpose. Moments are text in UTC as SQLite keeps them.
"""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RATES = """
WITH counted AS (
  SELECT clock.*, max(clock.due_at, clock.planned_at) AS fell_due
  FROM clock JOIN case_file ON case_file.id = clock.case_id
  WHERE case_file.archive = 0 AND clock.planned_at < :until
    AND (clock.superseded_at IS NULL OR clock.superseded_at >= :until)
), decided AS (
  SELECT *, CASE WHEN ended_at < fell_due THEN ended_at ELSE fell_due END AS decided_at FROM counted
)
SELECT holder, coalesce(unit.name, ''), milestone, count(*),
       sum(met_at IS NOT NULL AND met_at <= due_at AND ended_at < :until),
       sum(born_overdue_seconds = 0),
       sum(born_overdue_seconds = 0 AND met_at IS NOT NULL AND met_at <= due_at AND ended_at < :until)
FROM decided LEFT JOIN unit ON unit.id = decided.holder_unit_id
WHERE decided_at >= :start AND decided_at < :until
GROUP BY 1, 2, 3
"""

# Every stretch between two neighbouring moments of a clock's life lies with one holder.
HELD = """
WITH late AS (
  SELECT clock.id, clock.case_id, clock.milestone, clock.due_at, clock.anchor, clock.anchor_at,
         case_file.number, case_file.detected_at,
         min(coalesce(clock.met_at, clock.ended_at, :until), :until) AS until_at
  FROM clock JOIN case_file ON case_file.id = clock.case_id
  WHERE case_file.archive = 0
), moments AS (
  SELECT id, anchor_at AS at FROM late UNION SELECT id, until_at FROM late
  UNION SELECT id, detected_at FROM late
  UNION SELECT late.id, assignment.at FROM late JOIN assignment USING (case_id)
  UNION SELECT late.id, draft.submitted_at FROM late JOIN draft USING (case_id)
  UNION SELECT late.id, clearance.at FROM late JOIN draft USING (case_id)
    JOIN clearance ON clearance.draft_id = draft.id
), stretches AS (
  SELECT moments.id, at, lead(at) OVER (PARTITION BY moments.id ORDER BY at) AS next
  FROM moments JOIN late ON late.id = moments.id
  WHERE at IS NOT NULL AND at BETWEEN anchor_at AND until_at
)
SELECT late.number, late.milestone, late.due_at,
  CASE
    WHEN stretches.at < late.detected_at THEN 'unknown'
    WHEN late.anchor = 'closed' THEN 'office'
    WHEN EXISTS (SELECT 1 FROM draft LEFT JOIN clearance ON clearance.draft_id = draft.id
                 WHERE draft.case_id = late.case_id AND draft.submitted_at <= stretches.at
                   AND (clearance.at IS NULL OR clearance.at > stretches.at)) THEN 'clearer'
    WHEN EXISTS (SELECT 1 FROM assignment
                 WHERE assignment.case_id = late.case_id AND assignment.at <= stretches.at) THEN 'unit'
    ELSE 'office'
  END AS holder,
  sum(unixepoch(next) - unixepoch(stretches.at))
FROM stretches JOIN late ON late.id = stretches.id
WHERE next IS NOT NULL
GROUP BY 1, 2, 3, 4
"""

# The ladder of clocks on the wall clock: 50 % and 80 % of the span (not where overdue from birth, nor what
# had passed when the clock was set; that of a response, tiers 3-4, waits from 23:00 to 07:00), due,
# due + max(25 %, 1 h), max(due + 100 %, supervision + 4 h).
# A rung is taken by the first sweep, at whole steps of :step seconds, that finds the clock still running.
RUNGS = """
WITH wall AS (
  SELECT id, milestone, span_seconds AS span, unixepoch(anchor_at) AS anchor, unixepoch(due_at) AS due,
         unixepoch(planned_at) AS planned, born_overdue_seconds > 0 AS born, unixepoch(ended_at) AS ended,
         CASE WHEN born_overdue_seconds > 0 THEN unixepoch(planned_at) ELSE unixepoch(due_at) END AS base
  FROM clock WHERE calendar = 'wall'
), chased AS (
  SELECT *, base + max(0.25 * span, 3600) AS supervised FROM wall
), reminders AS (
  SELECT *, 'reminder_50' AS rung, anchor + 0.5 * span AS at FROM chased
    WHERE NOT born AND anchor + 0.5 * span >= planned
  UNION ALL SELECT *, 'reminder_80', anchor + 0.8 * span FROM chased
    WHERE NOT born AND anchor + 0.8 * span >= planned
), waiting AS (
  SELECT *, CASE WHEN milestone <> 'response' THEN at
                 WHEN (at + 28800) % 86400 < 25200 THEN at + 25200 - (at + 28800) % 86400
                 WHEN (at + 28800) % 86400 >= 82800 THEN at + 111600 - (at + 28800) % 86400
                 ELSE at END AS told FROM reminders
), ladder AS (
  SELECT id, ended, rung, told AS at FROM waiting WHERE told = at OR told < due
  UNION ALL SELECT id, ended, 'overdue', base FROM chased
  UNION ALL SELECT id, ended, 'supervision', supervised FROM chased
  UNION ALL SELECT id, ended, 'interview', max(base + span, supervised + 14400) FROM chased
    WHERE milestone NOT IN ('confirm', 'assign', 'acknowledge', 'clear')
), swept AS (
  SELECT *, unixepoch(:first) + ceil((at - unixepoch(:first)) / :step) * :step AS taken FROM ladder
)
SELECT id, rung, CAST(round(at) AS INTEGER) FROM swept
WHERE taken <= unixepoch(:last) AND (ended IS NULL OR taken < ended)
ORDER BY 1, 2
"""

RECORDED = """
SELECT rung.clock_id, rung.rung, unixepoch(rung.due_at) FROM rung
JOIN clock ON clock.id = rung.clock_id WHERE clock.calendar = 'wall' ORDER BY 1, 2
"""

CHASES = """
SELECT (SELECT count(*) FROM rung WHERE rung = 'supervision' AND at >= :start AND at < :until),
       (SELECT count(*) FROM rung WHERE rung = 'interview' AND at >= :start AND at < :until)
"""

# What a unit answers for in its closed cases; false alarms left out.
UNITS = """
SELECT unit.name, count(DISTINCT case_file.id),
       sum(clock.met_at IS NOT NULL AND clock.met_at <= clock.due_at), count(clock.id)
FROM case_file JOIN unit ON unit.id = case_file.lead_unit_id
LEFT JOIN clock ON clock.case_id = case_file.id AND clock.superseded_at IS NULL AND clock.holder = 'unit'
  AND clock.holder_unit_id = case_file.lead_unit_id AND clock.milestone <> 'evaluation'
WHERE case_file.closed_at >= :start AND case_file.closed_at < :until AND case_file.archive = 0
  AND NOT EXISTS (SELECT 1 FROM audit_entry WHERE object = 'case' AND action = 'dismiss'
                  AND object_id = CAST(case_file.id AS TEXT))
GROUP BY unit.name
"""


def ask(file: Path, query: str, **moments: Any) -> list[tuple[Any, ...]]:
    """The rows; moments are given as the database keeps them."""
    given = {name: text(value) if isinstance(value, datetime) else value for name, value in moments.items()}
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return connection.execute(query, given).fetchall()
    finally:
        connection.close()


def text(moment: datetime) -> str:
    """A moment as SQLite keeps it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
