"""管理: one room after the other."""

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
from dashboard.pages.letters import index as letters
from dashboard.pages.letters import resend
from dashboard.pages.sources import add as source_add
from dashboard.pages.sources import change as source_change
from dashboard.pages.sources import index as sources
from dashboard.pages.sources import show as source
from dashboard.pages.sources import switch, visit_now
from dashboard.pages.sources import try_out as source_try_out
from dashboard.visit import Action, Page

ROBOT = "/admin/robots/{robot:int}"
PERSON = "/admin/people/{person:int}"
UNIT = "/admin/units/{unit:int}"
SOURCE = "/admin/sources/{source:int}"


def _on_source(address: str, action: Action) -> Page:
    return Page("POST", address, action, "tend_sources", refused=source.refused)


def _on_robot(address: str, action: Action) -> Page:
    return Page("POST", address, action, "tend_robots", refused=robot.refused)


def _on_person(address: str, action: Action) -> Page:
    return Page("POST", address, action, "tend_people", refused=person.refused)


def _on_unit(address: str, action: Action) -> Page:
    return Page("POST", address, action, "tend_units", refused=unit_file.refused)


PAGES: tuple[Page, ...] = (
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
    Page("GET", f"{SOURCE}/change", source_change.show, "tend_sources"),
    Page("POST", f"{SOURCE}/change", source_change.submit, "tend_sources", refused=source_change.refused),
    _on_source(f"{SOURCE}/try", source_try_out.submit),
    _on_source(f"{SOURCE}/visit", visit_now.submit),
    _on_source(f"{SOURCE}/switch", switch.submit),
)
