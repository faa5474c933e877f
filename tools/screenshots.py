"""Take the README's pictures: a demo home made by `huiying demo --once`, served by the real dashboard at the
demo's own moment, looked at with the system's Chromium.

Run by `make screenshots`; `--home DIR` uses a demo home that is there already.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from socket import create_server

from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.app import create_app, server
from huiying.cli.demo import cast, ground
from huiying.cli.demo.frozen import thaw
from huiying.cli.demo.shown import shown
from huiying.cli.home import Home, open_home

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
MOMENT = "2026-11-23T16:20:00+08:00"  # a Monday afternoon: the pictures change only when the pages do
MOST_BYTES = 300_000
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Picture:
    """A page as one of the demo's accounts sees it."""

    name: str
    account: cast.Account
    path: str
    width: int
    height: int
    scale: float = 1.0


PICTURES = (
    Picture("desk", cast.OFFICER, "/", 1366, 768),
    Picture("phone", cast.HANDLERS[0], "/unit", 390, 844, 1.5),
)


def main() -> None:
    """Make or take a demo home, serve it, and store the pictures."""
    options = argparse.ArgumentParser(description="拍摄 README 的截图")
    options.add_argument("--home", type=Path, help="已有的演示目录；缺省新建一个临时的")
    given = options.parse_args().home
    with tempfile.TemporaryDirectory(prefix="huiying-pictures-") as made:
        home = given or Path(made) / "demo"
        os.environ["HUIYING_HOME"] = str(home)
        if given is None:
            command = [sys.executable, "-m", "huiying.cli.main", "demo", "--once", "--t0", MOMENT]
            subprocess.run(command, check=True, cwd=ROOT)
        opened = open_home(ground.demo_settings())
        with closing(opened.database), _served(opened, home) as address:
            _take_all(address)


@contextmanager
def _served(opened: Home, home: Path) -> Iterator[str]:
    """The dashboard over the home, its clock standing at the demo's moment; the address."""
    frozen = thaw(home)
    if frozen is None:
        raise SystemExit(f"{home} 不是演示目录，请先运行 huiying demo --once")
    t0 = frozen.t0
    app = create_app(opened.database, opened.settings, opened.policy, clock=lambda: t0, demo=shown(t0))
    with create_server(("127.0.0.1", 0)) as listening:
        running = server(app, "127.0.0.1", 0)
        thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        running.should_exit = True
        thread.join(20)


def _take_all(address: str) -> None:
    browser_path = next(filter(None, map(which, NAMES)), None)
    if browser_path is None:
        raise SystemExit("未找到 Chromium，请先安装：sudo apt-get install -y chromium fonts-noto-cjk")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]  # may run as root in a container
        with closing(playwright.chromium.launch(executable_path=browser_path, args=flags)) as browser:
            for picture in PICTURES:
                _take(browser, picture, address)


def _take(browser: Browser, picture: Picture, address: str) -> None:
    with closing(
        browser.new_context(
            viewport={"width": picture.width, "height": picture.height},
            device_scale_factor=picture.scale,
            locale="zh-CN",
            color_scheme="light",
        )
    ) as context:
        page = context.new_page()
        _sign_in(page, picture.account, address)
        page.goto(address + picture.path, wait_until="load")
        page.evaluate("document.fonts.ready")
        file = IMAGES / f"{picture.name}.png"
        page.screenshot(path=file)
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{file} 有 {size:,} 字节，超过 {MOST_BYTES:,}")
    print(f"{file.relative_to(ROOT)}  {size:,} 字节")


def _sign_in(page: Page, account: cast.Account, address: str) -> None:
    page.goto(f"{address}/login")
    page.locator("input[name=name]:visible").fill(account.name)
    page.locator("input[name=password]:visible").fill(cast.PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/login" not in url)


if __name__ == "__main__":
    main()
