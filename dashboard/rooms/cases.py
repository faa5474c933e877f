"""事项: one address a step."""

from dashboard.pages.case import (
    acknowledge,
    add_progress,
    answer_order,
    assign,
    close,
    commend,
    complete,
    confirm,
    decide_objection,
    determine,
    dismiss,
    evaluate,
    examine,
    extend,
    fulfil,
    hand_over,
    instruct,
    join,
    log_call,
    mute,
    object_to,
    pause,
    photo,
    record_fault,
    refer_out,
    reopen,
    report_back,
    report_up,
    resume,
    revoke_link,
    search,
    split,
    start_held,
    transfer,
)
from dashboard.pages.case import index as cases
from dashboard.pages.case import new as case_new
from dashboard.pages.case import show as case
from dashboard.pages.draft import clear, confirm_evidence, correct, publish, submit, tick, withdraw, write
from dashboard.photos import MOST as MOST_PHOTOS
from dashboard.visit import Action, Page

CASE = "/case/{case:int}"
PUBLICATION = CASE + "/publication/{publication:int}"
DRAFT = CASE + "/draft/{draft:int}"


def _on_case(address: str, action: Action, asks: str, files: int = 0) -> Page:
    return Page("POST", address, action, asks, refused=case.refused, files=files)


PAGES: tuple[Page, ...] = (
    # 事项
    Page("GET", "/cases", cases.show),
    Page("GET", "/cases/new", case_new.show, "open_case"),
    Page("POST", "/cases/new", case_new.submit, "open_case", refused=case_new.refused),
    Page("GET", CASE, case.show),
    Page("GET", f"{CASE}/photo/{{photo:int}}", photo.show),
    _on_case(f"{CASE}/link/{{link:int}}/revoke", revoke_link.submit, "revoke_link"),
    _on_case(f"{CASE}/confirm", confirm.submit, "confirm"),
    _on_case(f"{CASE}/assign", assign.submit, "assign"),
    _on_case(f"{CASE}/acknowledge", acknowledge.submit, "acknowledge"),
    _on_case(f"{CASE}/object", object_to.submit, "object"),
    _on_case(f"{CASE}/objection", decide_objection.submit, "decide_objection"),
    _on_case(f"{CASE}/start-held", start_held.submit, "start_held"),
    _on_case(f"{CASE}/dismiss", dismiss.submit, "dismiss"),
    _on_case(f"{CASE}/close", close.submit, "close"),
    _on_case(f"{CASE}/evaluate", evaluate.submit, "evaluate"),
    _on_case(f"{CASE}/transfer", transfer.submit, "transfer"),
    _on_case(f"{CASE}/report_up", report_up.submit, "report_up"),
    _on_case(f"{CASE}/refer_out", refer_out.submit, "refer_out"),
    _on_case(f"{CASE}/hand_over", hand_over.submit, "hand_over"),
    _on_case(f"{CASE}/join", join.submit, "join"),
    _on_case(f"{CASE}/split", split.submit, "split"),
    _on_case(f"{CASE}/add_progress", add_progress.submit, "add_progress"),
    _on_case(f"{CASE}/extend", extend.submit, "extend"),
    _on_case(f"{CASE}/pause", pause.submit, "pause"),
    _on_case(f"{CASE}/resume", resume.submit, "resume"),
    _on_case(f"{CASE}/reopen", reopen.submit, "reopen"),
    _on_case(f"{CASE}/mute", mute.submit, "mute"),
    _on_case(f"{CASE}/instruct", instruct.submit, "instruct"),
    _on_case(f"{CASE}/report_back", report_back.submit, "report_back"),
    _on_case(f"{CASE}/examine", examine.submit, "examine"),
    _on_case(f"{CASE}/complete", complete.submit, "complete"),
    _on_case(f"{CASE}/search", search.submit, "search"),
    _on_case(f"{CASE}/determine", determine.submit, "determine"),
    _on_case(f"{CASE}/fulfil", fulfil.submit, "fulfil"),
    _on_case(f"{CASE}/call", log_call.submit, "log_call"),
    _on_case(f"{CASE}/order/{{order:int}}", answer_order.submit, "answer_order"),
    _on_case(f"{CASE}/fault", record_fault.submit, "record_fault"),
    _on_case(f"{CASE}/commend", commend.submit, "commend"),
    _on_case(f"{CASE}/draft", write.submit, "draft"),
    _on_case(f"{DRAFT}/submit", submit.submit, "submit"),
    _on_case(f"{DRAFT}/tick", tick.submit, "clear"),
    _on_case(f"{DRAFT}/clear", clear.submit, "clear"),
    _on_case(f"{DRAFT}/publish", publish.submit, "publish", files=MOST_PHOTOS),
    _on_case(PUBLICATION, confirm_evidence.submit, "confirm_evidence"),
    _on_case(f"{PUBLICATION}/correct", correct.submit, "correct"),
    _on_case(f"{PUBLICATION}/withdraw", withdraw.submit, "withdraw"),
)
