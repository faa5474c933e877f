"""督办问责."""

from dashboard.pages.accountability import (
    commendation,
    correct_decision,
    decide,
    fault,
    find_harm,
    register,
    sheets,
    state_side,
    text,
    waive_side,
)
from dashboard.pages.accountability import index as accountability
from dashboard.pages.accountability import show as proposal
from dashboard.visit import Action, Page

COMMENDATION = "/accountability/commendation/{commendation:int}"
TEXT = "/accountability/text/{text:int}"
FAULT = "/accountability/fault/{fault:int}"
PROPOSAL = "/accountability/{proposal:int}"


def _on_proposal(address: str, action: Action, asks: str) -> Page:
    return Page("POST", address, action, asks, refused=proposal.refused)


def _on_text(address: str, action: Action) -> Page:
    return Page("POST", address, action, "tell_public", refused=text.refused)


PAGES: tuple[Page, ...] = (
    # 督办问责
    Page("GET", "/accountability", accountability.show),
    Page("GET", "/accountability/register", register.show),
    Page("GET", "/accountability/register.csv", register.as_csv),
    Page("GET", "/accountability/register.xlsx", register.as_xlsx),
    Page("GET", "/accountability/order/{order:int}", sheets.order),
    Page("GET", f"{PROPOSAL}/print", sheets.proposal),
    Page("GET", COMMENDATION, commendation.show),
    Page(
        "POST",
        f"{COMMENDATION}/decide",
        commendation.decide,
        "decide_commendation",
        refused=commendation.refused,
    ),
    Page(
        "POST",
        f"{COMMENDATION}/correct",
        commendation.correct,
        "correct_commendation",
        refused=commendation.refused,
    ),
    Page("POST", f"{COMMENDATION}/text", text.of_commendation, "tell_public", refused=commendation.refused),
    _on_proposal(f"{PROPOSAL}/text", text.of_proposal, "tell_public"),
    Page("GET", TEXT, text.show, "read_overview"),
    _on_text(f"{TEXT}/submit", text.submit),
    _on_text(f"{TEXT}/clear", text.clear),
    _on_text(f"{TEXT}/publish", text.publish),
    Page("GET", FAULT, fault.show),
    Page("POST", f"{FAULT}/harm", fault.submit, "find_harm", refused=fault.refused),
    Page("GET", PROPOSAL, proposal.show),
    _on_proposal(f"{PROPOSAL}/find_harm", find_harm.submit, "find_harm"),
    _on_proposal(f"{PROPOSAL}/state_side", state_side.submit, "state_side"),
    _on_proposal(f"{PROPOSAL}/waive_side", waive_side.submit, "waive_side"),
    _on_proposal(f"{PROPOSAL}/decide", decide.submit, "decide"),
    _on_proposal(f"{PROPOSAL}/correct_decision", correct_decision.submit, "correct_decision"),
)
