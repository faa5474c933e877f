"""Finding a Chromium, and saying loudly when there is none."""

import shutil
from collections.abc import Iterable

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",  # tests may run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "no Chromium found（未找到 Chromium 浏览器）"
REMEDY = "sudo apt-get install -y chromium fonts-noto-cjk"


def find_browser() -> str | None:
    """The path of the first Chromium on PATH."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def skipped_for_lack(reports: Iterable[object]) -> list[str]:
    """The ids of the tests that were skipped because no browser was found."""
    return sorted(
        str(getattr(report, "nodeid", "?"))
        for report in reports
        if MISSING in str(getattr(report, "longrepr", ""))
    )
