"""值班台、信息、人工录入、事件."""

from dashboard.pages import correct_verdict, desk, event, post
from dashboard.pages.entry import new as entry_new
from dashboard.pages.entry import show as entry
from dashboard.pages.posts import export as posts_export
from dashboard.pages.posts import index as posts
from dashboard.pages.posts import mark as posts_mark
from dashboard.pages.posts import place as posts_place
from dashboard.pages.posts import places
from dashboard.visit import Page

ENTRY = "/posts/entry/{entry:int}"


PAGES: tuple[Page, ...] = (
    # 值班台
    Page("GET", "/", desk.show),
    Page("GET", "/desk/{part:str}", desk.part),
    # 信息与人工录入
    Page("GET", "/posts", posts.show, "read_overview"),
    Page("GET", "/posts/export/{form:str}", posts_export.show, "read_overview"),
    Page("POST", "/posts/mark", posts_mark.submit, "correct_verdict", refused=posts.refused),
    Page("POST", "/posts/place", posts_place.submit, "place_post", refused=posts.refused),
    Page("GET", "/posts/places", places.show, "read_overview"),
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
)
