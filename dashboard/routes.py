"""All addresses on one page: the site map. Permissions are named here and decided in dashboard.access."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from dashboard.api.routes import router as api
from dashboard.assets import FOLDER, VersionedFiles
from dashboard.pages import correct_verdict, desk, event, health, login, logout, post, stream
from dashboard.pages.account import change_password
from dashboard.pages.account import end_session as own_end_session
from dashboard.pages.account import show as account
from dashboard.pages.accountability import (
    commendation,
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
from dashboard.pages.admin import index as admin
from dashboard.pages.admin import policy
from dashboard.pages.admin.audit import export as audit_export
from dashboard.pages.admin.audit import show as audit
from dashboard.pages.admin.park import change as park_change
from dashboard.pages.admin.park import confirm as park_confirm
from dashboard.pages.admin.park import show as park
from dashboard.pages.admin.people import change as person_change
from dashboard.pages.admin.people import end_session, issue_token, reset_password, revoke_token
from dashboard.pages.admin.people import index as people
from dashboard.pages.admin.people import show as person
from dashboard.pages.admin.people import switch as person_switch
from dashboard.pages.admin.robots import change as robot_change
from dashboard.pages.admin.robots import index as robots
from dashboard.pages.admin.robots import show as robot
from dashboard.pages.admin.robots import switch as robot_switch
from dashboard.pages.admin.robots import try_out
from dashboard.pages.admin.start import leave as start_leave
from dashboard.pages.admin.start import show as start
from dashboard.pages.admin.units import change as unit_change
from dashboard.pages.admin.units import index as units
from dashboard.pages.admin.units import show as unit_file
from dashboard.pages.admin.units import switch as unit_switch
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
from dashboard.pages.demo import close as demo_close
from dashboard.pages.demo import progress as demo_progress
from dashboard.pages.demo import stop as demo_stop
from dashboard.pages.draft import clear, confirm_evidence, correct, publish, submit, tick, withdraw, write
from dashboard.pages.entry import new as entry_new
from dashboard.pages.entry import show as entry
from dashboard.pages.evaluation import sheet as evaluation_sheet
from dashboard.pages.evaluation import show as evaluation
from dashboard.pages.letters import index as letters
from dashboard.pages.letters import resend
from dashboard.pages.link import case as link
from dashboard.pages.link import door as link_door
from dashboard.pages.link import publish as link_publish
from dashboard.pages.posts import export as posts_export
from dashboard.pages.posts import index as posts
from dashboard.pages.posts import mark as posts_mark
from dashboard.pages.posts import place as posts_place
from dashboard.pages.reports import annotate, sign_off
from dashboard.pages.reports import files as report_files
from dashboard.pages.reports import index as reports
from dashboard.pages.reports import show as report
from dashboard.pages.roster import absence as roster_absence
from dashboard.pages.roster import handover
from dashboard.pages.roster import shift as roster_shift
from dashboard.pages.roster import show as roster
from dashboard.pages.sources import add as source_add
from dashboard.pages.sources import index as sources
from dashboard.pages.sources import show as source
from dashboard.pages.sources import switch, visit_now
from dashboard.pages.sources import try_out as source_try_out
from dashboard.pages.timeliness import clocks as timeliness_clocks
from dashboard.pages.timeliness import show as timeliness
from dashboard.pages.unit import acknowledge as unit_acknowledge
from dashboard.pages.unit import answer as unit_answer
from dashboard.pages.unit import answer_order as unit_answer_order
from dashboard.pages.unit import object_to as unit_object_to
from dashboard.pages.unit import progress as unit_progress
from dashboard.pages.unit import report_back as unit_report_back
from dashboard.pages.unit import show as unit
from dashboard.pages.wall import door as wall_door
from dashboard.pages.wall import show as wall
from dashboard.pages.wall import stream as wall_stream
from dashboard.photos import MOST as MOST_PHOTOS
from dashboard.site import Site
from dashboard.visit import Action, Page, endpoint

CASE = "/case/{case:int}"
PUBLICATION = CASE + "/publication/{publication:int}"
ENTRY = "/posts/entry/{entry:int}"
DRAFT = CASE + "/draft/{draft:int}"
LINK = "/l/{secret:str}"
LINKED = "/link/case/{case:int}"
COMMENDATION = "/accountability/commendation/{commendation:int}"
TEXT = "/accountability/text/{text:int}"
FAULT = "/accountability/fault/{fault:int}"
PROPOSAL = "/accountability/{proposal:int}"
ROBOT = "/admin/robots/{robot:int}"
PERSON = "/admin/people/{person:int}"
UNIT = "/admin/units/{unit:int}"
SOURCE = "/admin/sources/{source:int}"


def _on_case(address: str, action: Action, asks: str, files: int = 0) -> Page:
    return Page("POST", address, action, asks, refused=case.refused, files=files)


def _on_tasks(address: str, action: Action, asks: str, files: int = 0) -> Page:
    return Page("POST", address, action, asks, refused=unit.refused, files=files)


def _by_link(address: str, action: Action, asks: str) -> Page:
    files = MOST_PHOTOS if address.endswith(("/answer", "/progress", "/publish")) else 0
    return Page(
        "POST", LINKED + address, action, asks, refused=link.refused, files=files, unlogged=True, by_link=True
    )


def _door(method: str, address: str, action: Action) -> Page:
    return Page(method, address, action, asks=None, unlogged=True)


def _on_proposal(address: str, action: Action, asks: str) -> Page:
    return Page("POST", address, action, asks, refused=proposal.refused)


def _on_text(address: str, action: Action) -> Page:
    return Page("POST", address, action, "tell_public", refused=text.refused)


def _on_roster(address: str, action: Action, asks: str) -> Page:
    return Page("POST", address, action, asks, refused=roster.refused)


def _on_handover(address: str, action: Action) -> Page:
    return Page("POST", address, action, "change_duty", refused=handover.refused)


def _on_source(address: str, action: Action) -> Page:
    return Page("POST", address, action, "tend_sources", refused=source.refused)


def _on_robot(address: str, action: Action) -> Page:
    return Page("POST", address, action, "tend_robots", refused=robot.refused)


def _on_person(address: str, action: Action) -> Page:
    return Page("POST", address, action, "tend_people", refused=person.refused)


def _on_unit(address: str, action: Action) -> Page:
    return Page("POST", address, action, "tend_units", refused=unit_file.refused)


PAGES = (
    # without log-in
    Page("GET", "/login", login.show, asks=None),
    Page("POST", "/login", login.submit, asks=None),
    Page("POST", "/logout", logout.submit, asks=None),
    Page("GET", "/healthz", health.alive, asks=None),
    Page("GET", "/readyz", health.ready, asks=None),
    # the demo's guided paths; not there in a real installation
    Page("GET", "/demo/stop/{stop:int}", demo_stop.show),
    Page("GET", "/demo/close", demo_close.show),
    Page("GET", "/demo/progress", demo_progress.show, asks=None),
    # 大屏：一块屏幕凭它的网址，或已登录且看得到全局的人
    Page("GET", "/wall", wall.show, asks=None),
    Page("GET", "/wall/part", wall.part, asks=None),
    Page("GET", "/wall/{secret:str}", wall_door.show, asks=None),
    # 值班台
    Page("GET", "/", desk.show),
    Page("GET", "/desk/{part:str}", desk.part),
    # 我的任务
    Page("GET", "/unit", unit.show, "read_tasks"),
    Page("GET", "/unit/tasks", unit.part, "read_tasks"),
    _on_tasks("/unit/case/{case:int}/acknowledge", unit_acknowledge.submit, "acknowledge"),
    _on_tasks("/unit/case/{case:int}/object", unit_object_to.submit, "object"),
    _on_tasks("/unit/case/{case:int}/answer", unit_answer.submit, "read_tasks", files=MOST_PHOTOS),
    _on_tasks("/unit/case/{case:int}/progress", unit_progress.submit, "read_tasks", files=MOST_PHOTOS),
    _on_tasks("/unit/order/{order:int}", unit_answer_order.submit, "read_tasks"),
    # 一次性链接：门，和门后的那一件事项
    _door("GET", LINK, link_door.show),
    _door("POST", LINK, link_door.submit),
    _door("POST", f"{LINK}/again", link_door.again),
    Page("GET", LINKED, link.show, "read", unlogged=True, by_link=True),
    Page("GET", f"{LINKED}/photo/{{photo:int}}", photo.show, "read", unlogged=True, by_link=True),
    _by_link("/acknowledge", unit_acknowledge.submit, "acknowledge"),
    _by_link("/object", unit_object_to.submit, "object"),
    _by_link("/answer", unit_answer.submit, "submit"),
    _by_link("/draft/{draft:int}/publish", link_publish.submit, "publish"),
    _by_link("/progress", unit_progress.submit, "add_progress"),
    _by_link("/order/{order:int}", unit_answer_order.submit, "answer_order"),
    _by_link("/instruction/{instruction:int}", unit_report_back.submit, "report_back"),
    _by_link("/leave", link.leave, "read"),
    _door("POST", f"{LINKED}/again", link.again),
    # 信息与人工录入
    Page("GET", "/posts", posts.show, "read_overview"),
    Page("GET", "/posts/export/{form:str}", posts_export.show, "read_overview"),
    Page("POST", "/posts/mark", posts_mark.submit, "correct_verdict", refused=posts.refused),
    Page("POST", "/posts/place", posts_place.submit, "place_post", refused=posts.refused),
    Page("GET", "/posts/new", entry_new.show, "enter"),
    Page("POST", "/posts/new", entry_new.submit, "enter", refused=entry_new.refused, files=1),
    Page("GET", ENTRY, entry.show, "read_overview"),
    Page("GET", f"{ENTRY}/state", entry.part, "read_overview"),
    Page("POST", f"{ENTRY}/again", entry.again, "enter", refused=entry.refused),
    Page("POST", f"{ENTRY}/words", entry.words, "enter", refused=entry.refused),
    Page("GET", "/posts/screenshot/{screenshot:int}", post.screenshot, "read_overview"),
    Page("GET", "/posts/{post:int}", post.show, "read_overview"),
    Page(
        "POST",
        "/posts/{post:int}/correct",
        correct_verdict.submit,
        "correct_verdict",
        refused=post.refused,
    ),
    # 事件
    Page("GET", "/event/{event:int}", event.show, "read_overview"),
    Page("POST", "/event/{event:int}/open", event.open_case, "open_case", refused=event.refused),
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
    # 时效
    Page("GET", "/timeliness", timeliness.show, "read_overview"),
    Page("GET", "/timeliness/clocks", timeliness_clocks.show, "read_overview"),
    # 效果评估
    Page("GET", "/evaluation", evaluation.show, "read_overview"),
    Page("GET", "/evaluation/sheet", evaluation_sheet.show, "read_overview"),
    # 周报
    Page("GET", "/reports", reports.show, "read_overview"),
    Page("GET", "/reports/{week:str}", report.show, "read_overview"),
    Page("GET", "/reports/{week:str}/print", report_files.as_page, "read_overview"),
    Page("POST", "/reports/{week:str}/annotate", annotate.submit, "annotate", refused=report.refused),
    Page("POST", "/reports/{week:str}/sign_off", sign_off.submit, "sign_off", refused=report.refused),
    Page("GET", "/reports/{week:str}/{format:str}", report_files.as_file, "read_overview"),
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
    # 值班表
    Page("GET", "/roster", roster.show),
    _on_roster("/roster/shift", roster_shift.submit, "keep_roster"),
    _on_roster("/roster/shift/{shift:int}/drop", roster_shift.drop, "keep_roster"),
    _on_roster("/roster/absence", roster_absence.submit, "enter_absence"),
    _on_roster("/roster/absence/{absence:int}/end", roster_absence.end, "enter_absence"),
    # 交接班
    Page("GET", "/roster/handover", handover.index, "read_handover"),
    Page("GET", "/roster/handover/{handover:int}", handover.show, "read_handover"),
    _on_handover("/roster/handover", handover.submit),
    _on_handover("/roster/handover/{handover:int}/sign", handover.sign),
    # 我的账号
    Page("GET", "/account", account.show),
    Page("POST", "/account/password", change_password.submit, refused=account.refused),
    Page("POST", "/account/sessions/{session:int}/end", own_end_session.submit, refused=account.refused),
    # 管理
    Page("GET", "/admin", admin.show, "read_admin"),
    Page("GET", "/admin/start", start.show, "tend_people"),
    Page("POST", "/admin/start/leave", start_leave.submit, "tend_people"),
    # 群机器人
    Page("GET", "/admin/robots", robots.show, "tend_robots"),
    Page("POST", "/admin/robots", robots.submit, "tend_robots", refused=robots.refused),
    Page("GET", ROBOT, robot.show, "tend_robots"),
    _on_robot(f"{ROBOT}/change", robot_change.submit),
    _on_robot(f"{ROBOT}/switch", robot_switch.submit),
    _on_robot(f"{ROBOT}/test", try_out.submit),
    # 人员与账号
    Page("GET", "/admin/people", people.show, "tend_people"),
    Page("POST", "/admin/people", people.submit, "tend_people", refused=people.refused),
    Page("GET", PERSON, person.show, "tend_people"),
    _on_person(f"{PERSON}/change", person_change.submit),
    _on_person(f"{PERSON}/switch", person_switch.submit),
    _on_person(f"{PERSON}/password", reset_password.submit),
    _on_person(f"{PERSON}/sessions/{{session:int}}/end", end_session.submit),
    _on_person(f"{PERSON}/tokens", issue_token.submit),
    _on_person(f"{PERSON}/tokens/{{token:int}}/revoke", revoke_token.submit),
    # 单位与联系人
    Page("GET", "/admin/units", units.show, "tend_units"),
    Page("POST", "/admin/units", units.submit, "tend_units", refused=units.refused),
    Page("GET", UNIT, unit_file.show, "tend_units"),
    _on_unit(f"{UNIT}/change", unit_change.submit),
    _on_unit(f"{UNIT}/switch", unit_switch.submit),
    # 园区与关注词
    Page("GET", "/admin/park", park.show, "tend_park"),
    Page("POST", "/admin/park", park_change.submit, "tend_park", refused=park.refused),
    Page("POST", "/admin/park/confirm", park_confirm.submit, "tend_park", refused=park.refused),
    # 现行规则
    Page("GET", "/admin/policy", policy.show, "read_policy"),
    # 审计
    Page("GET", "/admin/audit", audit.show, "read_audit"),
    Page("GET", "/admin/audit/export", audit_export.show, "read_audit"),
    # 未送达
    Page("GET", "/admin/letters", letters.show, "read_letters"),
    Page("POST", "/admin/letters/{letter:int}/resend", resend.submit, "resend", refused=letters.refused),
    # 信源
    Page("GET", "/admin/sources", sources.show, "read_sources"),
    Page("GET", SOURCE, source.show, "read_sources"),
    Page("GET", "/admin/sources/new", source_add.show, "tend_sources"),
    Page("POST", "/admin/sources/new", source_add.submit, "tend_sources", refused=source_add.refused),
    _on_source(f"{SOURCE}/try", source_try_out.submit),
    _on_source(f"{SOURCE}/visit", visit_now.submit),
    _on_source(f"{SOURCE}/switch", switch.submit),
)


def add(app: FastAPI, site: Site) -> None:
    """Put the pages, the event stream, the static files and the API on the application."""

    async def follow(request: Request) -> Response:
        return await stream.follow(site, request)

    async def follow_on_wall(request: Request) -> Response:
        return await wall_stream.follow(site, request)

    app.router.routes.append(Route("/wall/stream", follow_on_wall))
    for page in PAGES:
        app.router.routes.append(Route(page.path, endpoint(site, page), methods=[page.method]))
    app.router.routes.append(Route("/events/stream", follow))
    app.router.routes.append(Mount("/static", VersionedFiles(directory=FOLDER)))
    app.include_router(api)
