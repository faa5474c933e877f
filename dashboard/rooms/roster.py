"""值班表、交接班."""

from dashboard.pages.roster import absence as roster_absence
from dashboard.pages.roster import handover
from dashboard.pages.roster import shift as roster_shift
from dashboard.pages.roster import show as roster
from dashboard.visit import Action, Page


def _on_roster(address: str, action: Action, asks: str) -> Page:
    return Page("POST", address, action, asks, refused=roster.refused)


def _on_handover(address: str, action: Action) -> Page:
    return Page("POST", address, action, "change_duty", refused=handover.refused)


PAGES: tuple[Page, ...] = (
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
)
