"""Static files: addressed by content, so that a browser asks for each version once."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from huiying.core.errors import HuiyingError

FOLDER = Path(__file__).parent / "static"
VENDOR = FOLDER / "vendor"
YEAR = 365 * 86400


class VersionedFiles(StaticFiles):
    """A file that is asked for with its version never changes; without one it is checked every time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        versioned = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if versioned else "no-cache"
        return response


@cache
def address(name: str) -> str:
    """The address of a static file, with the version of its content."""
    try:
        version = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    except OSError as error:
        raise HuiyingError(f"缺少页面资源 {name}，请先运行 make assets") from error
    return f"/static/{name}?v={version}"


def require() -> None:
    """Raise HuiyingError where the third-party files were not fetched."""
    for name in ("htmx.min.js", "tabler.min.css", "echarts.min.js"):
        address(f"vendor/{name}")
