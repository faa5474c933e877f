"""The doors: log-in, one's own account, health, the demo's guided paths, the wall."""

from dashboard.pages import health, login, logout
from dashboard.pages.account import change_password, first_password
from dashboard.pages.account import end_session as own_end_session
from dashboard.pages.account import show as account
from dashboard.pages.demo import close as demo_close
from dashboard.pages.demo import progress as demo_progress
from dashboard.pages.demo import stop as demo_stop
from dashboard.pages.wall import door as wall_door
from dashboard.pages.wall import show as wall
from dashboard.visit import Page

PAGES: tuple[Page, ...] = (
    # without log-in
    Page("GET", "/login", login.show, asks=None, newcomers=True),
    Page("POST", "/login", login.submit, asks=None, newcomers=True),
    Page("POST", "/logout", logout.submit, asks=None, newcomers=True),
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
    # 我的账号
    Page("GET", "/account", account.show),
    Page("GET", "/account/first", first_password.show, newcomers=True),
    Page("POST", "/account/first", first_password.submit, refused=first_password.refused, newcomers=True),
    Page("POST", "/account/password", change_password.submit, refused=account.refused),
    Page("POST", "/account/sessions/{session:int}/end", own_end_session.submit, refused=account.refused),
)
