"""Rules of the house that no single room can keep: what is committed, pinned, shipped, documented."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pathspec import PathSpec

from huiying.core.settings import Settings
from responder.notifiers.registry import kinds

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("huiying", "crawlers", "analysis", "responder", "dashboard")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LARGEST_TEXT = 600_000  # bytes; nothing that people wrote comes near
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

# A first label that only a registry, a mirror or a content network has, then the rest of a host.
# Written as parts, so that this file holds no such host either.
_NETWORKS = (
    r"pypi|pythonhosted|npmjs|npmmirror|yarnpkg|registry|mirrors?|cdn\w*|unpkg|jsdelivr|bootcdn"
    r"|staticfile|huggingface"
)
_HOST = re.compile(
    rf"\b(?:[\w-]+\.)*(?:{_NETWORKS})(?:\.[\w-]+)*\.(?:org|com|net|cn|co|io|dev)\b", re.IGNORECASE
)


def test_imports_point_one_way() -> None:
    done = run(Path(sys.executable).parent / "lint-imports", "--no-cache")
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_import_against_the_grain_is_caught(tmp_path: Path) -> None:
    for room in ROOMS:
        copy_room(room, tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "analysis" / "astray.py").write_text("import responder\n", encoding="utf-8")
    done = run(Path(sys.executable).parent / "lint-imports", "--no-cache", folder=tmp_path)
    assert done.returncode == 1
    assert "analysis is pure BROKEN" in done.stdout


def test_a_wheel_holds_every_file_of_the_rooms_and_nothing_else(tmp_path: Path) -> None:
    done = build_wheel(ROOT, tmp_path)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    shipped = {name for name in names_in(wheel) if ".dist-info/" not in name}
    present = {path.relative_to(ROOT).as_posix() for room in ROOMS for path in files_of(ROOT / room)}
    assert shipped == present
    assert "dashboard/static/vendor/htmx.min.js" in shipped
    assert any(name.startswith("huiying/core/migrations/versions/") for name in shipped)


def test_a_wheel_without_page_assets_is_refused_with_the_remedy(tmp_path: Path) -> None:
    for room in ROOMS:
        copy_room(room, tmp_path, without="vendor")
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    done = build_wheel(tmp_path, tmp_path / "dist")
    assert done.returncode != 0
    assert "make assets" in done.stderr


def test_no_file_names_a_registry_a_mirror_or_a_content_network() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in committed_texts()
        for found in _HOST.findall(path.read_text(encoding="utf-8"))
    ]
    assert named == []


@pytest.mark.parametrize("parts", [("pypi", "org"), ("cdn", "jsdelivr", "net"), ("x", "unpkg", "com")])
def test_the_search_for_hosts_finds_one(parts: tuple[str, ...]) -> None:
    assert _HOST.search(f"see https://{'.'.join(parts)}/x")


def test_no_file_names_a_place_of_one_machine() -> None:
    home = re.compile(r"/(?:work|root|home/\w+)/(?:main|shared|\.\w)")
    named = [
        path.relative_to(ROOT).as_posix()
        for path in committed_texts()
        if home.search(path.read_text(encoding="utf-8"))
    ]
    assert named == []


def test_nothing_minified_or_huge_is_committed() -> None:
    suspects = [
        path.relative_to(ROOT).as_posix()
        for path in committed_texts()
        if ".min." in path.name or path.stat().st_size > LARGEST_TEXT
    ]
    assert suspects == []


def test_every_declared_package_is_pinned_to_the_version_installed() -> None:
    pins = dict(pinned())
    wanted = [*PYPROJECT["build-system"]["requires"], *PYPROJECT["project"]["dependencies"]]
    wanted += PYPROJECT["project"]["optional-dependencies"]["dev"]
    for line in wanted:
        requirement = Requirement(line)
        version = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), line
        assert distribution(requirement.name).version == version, line


def test_the_lock_of_page_assets_keeps_hashes_and_no_addresses() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {path: it for path, it in lock["packages"].items() if path}
    assert packages
    assert all("resolved" not in it for it in packages.values())
    assert all(it["integrity"].startswith("sha512-") for it in packages.values())


def test_the_page_assets_that_stand_are_those_of_the_lock() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    fetched: dict[str, dict[str, str]] = {}
    for folder in ("dashboard/static/vendor", "responder/reports/fonts"):
        manifest = ROOT / folder / "manifest.json"
        fetched |= json.loads(manifest.read_text(encoding="utf-8"))["packages"]
    assert {name: it["version"] for name, it in fetched.items()} == {
        path.removeprefix("node_modules/"): it["version"] for path, it in lock.items() if path
    }


def test_every_target_of_make_explains_itself() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()
    for target in targets:
        assert re.search(rf"^{target}:.*## \S", makefile, re.MULTILINE), target


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_the_guide(name: str) -> None:
    guide = (ROOT / "docs" / "guide" / "settings.md").read_text(encoding="utf-8")
    assert f"`HUIYING_{name.upper()}`" in guide


@pytest.mark.parametrize("kind", kinds())
def test_every_notifier_is_named_for_those_who_add_one(kind: str) -> None:
    assert f"`{kind}`" in CONTRIBUTING


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_link_of_a_readme_leads_to_a_file(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def run(*command: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(it) for it in command],
        cwd=folder,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def build_wheel(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    return run(*command, folder=source)


def names_in(wheel: Path) -> list[str]:
    with ZipFile(wheel) as archive:
        return archive.namelist()


def copy_room(room: str, target: Path, without: str = "") -> None:
    skipped = shutil.ignore_patterns("__pycache__", without)
    shutil.copytree(ROOT / room, target / room, ignore=skipped)


def files_of(folder: Path) -> Iterator[Path]:
    return (it for it in folder.rglob("*") if it.is_file() and it.suffix != ".pyc")


def committed_texts() -> Iterator[Path]:
    """Every text file that git would take, without asking git (a source archive has none)."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = PathSpec.from_lines("gitignore", [*lines, ".git/"])
    for folder, subfolders, names in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        subfolders[:] = [it for it in subfolders if not ignored.match_file(f"{here / it}/")]
        for name in names:
            if not ignored.match_file(str(here / name)) and is_text(ROOT / here / name):
                yield ROOT / here / name


def is_text(path: Path) -> bool:
    return b"\0" not in path.read_bytes()[:8192]


def pinned() -> Iterator[tuple[str, str]]:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, _, version = line.partition("==")
            assert re.fullmatch(r"[\w.!+-]+", version), line
            yield canonicalize_name(name), version
