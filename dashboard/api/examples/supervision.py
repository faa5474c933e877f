"""Examples of orders, faults, proposals and commendations."""

from dashboard.api.examples.cases import AT, LATER

ORDER = {
    "id": 5,
    "number": "督2026-0005",
    "case": 12,
    "unit": "执法局",
    "text": "请立即发布首发权威信息，并于24小时内书面说明未按时发布的原因。",
    "issued_at": AT,
    "reply_due_at": "2026-11-24T01:10:00Z",
    "reply": None,
    "replied_by": None,
    "replied_at": None,
}
FAULT = {
    "id": 8,
    "kind": "wrong",
    "case": 12,
    "unit": "执法局",
    "said": "通报称无人受伤，次日更正为两人轻伤",
    "at": AT,
    "found_by": "zhiban",
    "found_at": LATER,
    "proposal": None,
    "stands": True,
}
PROPOSAL = {
    "id": 3,
    "number": "问2026-0003",
    "kind": "interview",
    "case": 12,
    "unit": "执法局",
    "faults": ["late"],
    "summary": "首发权威信息超时五小时仍未发布",
    "proposed_by": "machine",
    "proposed_at": AT,
    "statement_due_at": "2026-11-26T09:30:00Z",
    "harm": None,
    "decision": None,
    "earlier_decisions": [],
}
STATED = {"text": "18 时已向园区电话报告，书面材料次日补送", "by": "zhifa", "at": LATER}
FOUND = {"text": "谣言扩散后两个村出现抢购，影响面较大", "by": "zhiban", "at": LATER}
DETAIL = {**PROPOSAL, "statements": [STATED], "evidence": {"as_of": AT, "timeline": [], "held": []}}
DECIDED = {"measure": "interview", "reason": "督办后仍未发布，且未说明原因", "by": "lingdao", "at": LATER}
CORRECTED = {
    "decision": {**DECIDED, "measure": "none", "reason": "复核确认当日通信中断，非该单位责任"},
    "earlier_decisions": [DECIDED],
}
COMMENDATION = {
    "id": 2,
    "number": "表2026-0002",
    "case": 12,
    "unit": "执法局",
    "grounds": "接报二十分钟到场，当日三次发布进展",
    "facts": ["首发权威信息提前两小时发布"],
    "proposed_by": "zhiban",
    "proposed_at": AT,
    "decision": None,
    "earlier_decisions": [],
}
GRANTED = {"granted": True, "reason": "处置及时，群众反映好", "by": "lingdao", "at": LATER}
REGRANTED = {
    "decision": {**GRANTED, "granted": False, "reason": "事后查明到场时间登记有误"},
    "earlier_decisions": [GRANTED],
}

ANSWERED: dict[str, object] = {
    "GET /api/v1/orders": {"items": [ORDER], "next": None},
    "GET /api/v1/faults": {"items": [FAULT], "next": None},
    "POST /api/v1/faults": FAULT,
    "GET /api/v1/faults/{fault_id}": FAULT,
    "POST /api/v1/faults/{fault_id}/harm": {**DETAIL, "kind": "accountability", "harm": FOUND},
    "GET /api/v1/proposals": {"items": [PROPOSAL], "next": None},
    "GET /api/v1/proposals/{proposal_id}": DETAIL,
    "POST /api/v1/proposals/{proposal_id}/statements": DETAIL,
    "POST /api/v1/proposals/{proposal_id}/waiver": DETAIL,
    "POST /api/v1/proposals/{proposal_id}/harm": {**DETAIL, "kind": "accountability", "harm": FOUND},
    "POST /api/v1/proposals/{proposal_id}/decision": {**DETAIL, "decision": DECIDED},
    "POST /api/v1/proposals/{proposal_id}/correction": {**DETAIL, **CORRECTED},
    "GET /api/v1/commendations": {"items": [COMMENDATION], "next": None},
    "POST /api/v1/commendations": COMMENDATION,
    "GET /api/v1/commendations/{commendation_id}": COMMENDATION,
    "POST /api/v1/commendations/{commendation_id}/decision": {**COMMENDATION, "decision": GRANTED},
    "POST /api/v1/commendations/{commendation_id}/correction": {**COMMENDATION, **REGRANTED},
}
