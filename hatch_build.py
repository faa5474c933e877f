"""Build hook: a wheel is refused unless page assets and report fonts stand in their folders, whole.

It downloads nothing. `make assets` fetches them; an editable installation is made before that and so
is let through.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = (Path("dashboard", "static", "vendor"), Path("responder", "reports", "fonts"))
REMEDY = "run `make assets` first（请先执行 make assets）"


class PageAssets(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "wheel" and version != "editable":
            for folder in FOLDERS:
                _verify(Path(self.root) / folder)


def _verify(folder: Path) -> None:
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        raise FileNotFoundError(f"the fetched files are missing from {folder}: {REMEDY}")
    for name, digest in json.loads(manifest.read_text(encoding="utf-8"))["files"].items():
        file = folder / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            raise ValueError(f"{file} is not the file that was fetched: {REMEDY}")
