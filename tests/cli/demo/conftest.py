"""A town whose first run was on a Monday morning, served over real HTTP."""

from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from huiying.cli.demo.town import Town
from tests.cli.demo.visiting import T0, Got, Visit


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(T0, tmp_path / "town") as opened:
        opened.now = T0
        yield opened


@pytest.fixture
def visit(town: Town) -> Visit:
    def get(path: str, data: bytes | None = None, **headers: str) -> Got:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(town.base + path, data=data, headers=named)
        try:
            with urlopen(request, timeout=10) as answer:
                return Got(answer.status, answer.headers, answer.read())
        except HTTPError as error:
            return Got(error.code, error.headers, error.read())

    return get
