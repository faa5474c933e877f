"""我的任务: a unit's own page, and the one case that a one-time link opens."""

from dashboard.pages.case import photo
from dashboard.pages.link import case as link
from dashboard.pages.link import door as link_door
from dashboard.pages.link import publish as link_publish
from dashboard.pages.unit import acknowledge as unit_acknowledge
from dashboard.pages.unit import answer as unit_answer
from dashboard.pages.unit import answer_order as unit_answer_order
from dashboard.pages.unit import object_to as unit_object_to
from dashboard.pages.unit import progress as unit_progress
from dashboard.pages.unit import report_back as unit_report_back
from dashboard.pages.unit import show as unit
from dashboard.photos import MOST as MOST_PHOTOS
from dashboard.visit import Action, Page

LINK = "/l/{secret:str}"
LINKED = "/link/case/{case:int}"


def _on_tasks(address: str, action: Action, asks: str, files: int = 0) -> Page:
    return Page("POST", address, action, asks, refused=unit.refused, files=files)


def _by_link(address: str, action: Action, asks: str) -> Page:
    files = MOST_PHOTOS if address.endswith(("/answer", "/progress", "/publish")) else 0
    return Page(
        "POST", LINKED + address, action, asks, refused=link.refused, files=files, unlogged=True, by_link=True
    )


def _door(method: str, address: str, action: Action) -> Page:
    return Page(method, address, action, asks=None, unlogged=True)


PAGES: tuple[Page, ...] = (
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
)
