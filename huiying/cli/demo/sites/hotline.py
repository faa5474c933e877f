"""12345 热线: call records as CSV files in a watched folder, one a day; on a page the same in one table."""

import csv
import io
import os
from itertools import groupby
from pathlib import Path

from huiying.cli.demo.items import Item
from huiying.cli.demo.scene import Answer, Scene
from huiying.core.clock import local

PREFIX = "12345工单_"
COLUMNS = ("工单编号", "标题", "内容", "诉求类别", "发布时间", "来电人")


def answer(scene: Scene, path: str) -> Answer | None:
    """`calls.csv`: everything so far."""
    if path == "calls.csv":
        return Answer(_table(scene.on("hotline")).encode("utf-8-sig"), "text/csv; charset=utf-8")
    return None


def write(scene: Scene, folder: Path) -> list[Path]:
    """One file a day with the calls so far, each whole or not there, as old as its last call; returns
    those that changed. A file of a day that is still to come (the town's moment was set back) goes."""
    folder.mkdir(parents=True, exist_ok=True)
    changed, days = [], set[Path]()
    for day, group in groupby(scene.on("hotline"), key=lambda it: f"{local(it.at):%Y%m%d}"):
        calls = list(group)
        path = folder / f"{PREFIX}{day}.csv"
        days.add(path)
        body = _table(calls).encode("utf-8-sig")
        if not path.exists() or path.read_bytes() != body:
            half = path.with_suffix(".half")
            half.write_bytes(body)
            last = max(it.at for it in calls).timestamp()
            os.utime(half, (last, last))
            half.replace(path)
            changed.append(path)
    for path in set(folder.glob(f"{PREFIX}*.csv")) - days:
        path.unlink()
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
