"""12345 热线: call records as CSV and JSON; the same rows are written into a watched folder."""

import csv
import io
from itertools import groupby
from pathlib import Path

from huiying.cli.demo.items import Item
from huiying.cli.demo.scene import Answer, Scene, answer_json, cut
from huiying.core.clock import local

PAGE_SIZE = 50
COLUMNS = ("工单编号", "标题", "内容", "诉求类别", "发布时间", "来电人")


def answer(scene: Scene, path: str) -> Answer | None:
    """`calls.csv`, everything so far; `api/calls?page=1`, the same as JSON, newest first."""
    calls = scene.on("hotline")
    if path == "calls.csv":
        return Answer(_table(calls).encode("utf-8-sig"), "text/csv; charset=utf-8")
    if path == "api/calls":
        shown = cut(calls, max(1, scene.number_asked("page", 1)), PAGE_SIZE)
        rows = [dict(zip(COLUMNS, _row(it), strict=True)) for it in shown]
        return answer_json({"total": len(calls), "rows": rows})
    return None


def write(scene: Scene, folder: Path) -> list[Path]:
    """One file a day with the calls so far, each whole or not there; returns those that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for day, calls in groupby(scene.on("hotline"), key=lambda it: f"{local(it.at):%Y%m%d}"):
        path = folder / f"12345工单_{day}.csv"
        body = _table(list(calls)).encode("utf-8-sig")
        if not path.exists() or path.read_bytes() != body:
            half = path.with_suffix(".half")
            half.write_bytes(body)
            half.replace(path)
            changed.append(path)
    return changed


def call_number(item: Item) -> str:
    """The record's number, as the hotline's system writes it."""
    return f"GD{local(item.at):%Y%m%d}{item.number % 1_000_000:06d}"


def _table(calls: list[Item]) -> str:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    table.writerows(_row(it) for it in reversed(calls))
    return out.getvalue()


def _row(item: Item) -> tuple[str, ...]:
    moment = f"{local(item.at):%Y-%m-%d %H:%M:%S}"
    return (call_number(item), item.title, item.text, item.sort, moment, item.by)
