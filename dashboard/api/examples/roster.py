"""Examples of duty, shifts, people, absences and hand-overs."""

from dashboard.api.examples.cases import AT, LATER

BEGINS, ENDS = "2026-11-23T00:00:00Z", "2026-11-23T12:00:00Z"
PHONE = "0714-0000000"
ON_DUTY = {
    "post": "officer",
    "name": "值班员",
    "who": "zhiban",
    "phone": PHONE,
    "email": "",
    "until": ENDS,
    "note": "",
}
SHIFT = {
    "id": 21,
    "post": "officer",
    "user": "zhiban",
    "phone": PHONE,
    "starts_at": BEGINS,
    "ends_at": ENDS,
    "dropped_at": None,
    "dropped_why": None,
}
PERSON = {"token": "user-4", "name": "zhifa", "own": False, "reachable": True}
ABSENCE = {
    "id": 6,
    "kind": "travel",
    "person": "zhifa",
    "deputy": "zhiban",
    "powers": [],
    "starts_at": BEGINS,
    "ends_at": "2026-11-25T00:00:00Z",
    "reason": "赴省里参加会议",
    "ended_at": None,
}
HANDOVER = {
    "id": 11,
    "note": "化工厂现场有人值守，22 时再发一次进展",
    "out_by": "zhiban",
    "out_at": AT,
    "in_by": None,
    "in_at": None,
    "in_note": None,
}
OPEN = {**HANDOVER, "state": {"at": AT}}
SIGNED = {"in_by": "jieban", "in_at": LATER, "in_note": "已知悉"}

ANSWERED: dict[str, object] = {
    "GET /api/v1/duty": {"items": [ON_DUTY]},
    "GET /api/v1/shifts": {"items": [SHIFT], "next": None},
    "POST /api/v1/shifts": SHIFT,
    "POST /api/v1/shifts/{shift_id}/drop": {
        **SHIFT,
        "dropped_at": LATER,
        "dropped_why": "与他人调班",
    },
    "GET /api/v1/people": {"items": [PERSON]},
    "GET /api/v1/absences": {"items": [ABSENCE]},
    "POST /api/v1/absences": ABSENCE,
    "POST /api/v1/absences/{absence_id}/end": {**ABSENCE, "ended_at": LATER},
    "GET /api/v1/handovers": {"items": [HANDOVER], "next": None},
    "POST /api/v1/handovers": OPEN,
    "GET /api/v1/handovers/{handover_id}": OPEN,
    "POST /api/v1/handovers/{handover_id}/signature": {**OPEN, **SIGNED},
}
