"""The demo's home: an ordinary one, made as `init` makes it, with the town's sources, robots and accounts."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from huiying.cli import logs
from huiying.cli.demo.cast import HANDLERS, OFFICER, enlist, put_on_duty
from huiying.cli.demo.frozen import FILE, Frozen
from huiying.cli.demo.receivers import WEBHOOK_SECRET
from huiying.cli.demo.town import Town
from huiying.cli.home import Home, load_settings, open_home, packaged
from huiying.cli.making import make_home
from huiying.core.errors import BadInput, HuiyingError
from huiying.core.settings import Settings

USUAL = Path("huiying-demo")
LOOPBACK = ("127.0.0.0/8",)
DATABASE = "huiying.sqlite3"
OFFICE_PHONE = ("is_office = true\n", 'is_office = true\nphone = "0714-0000000"  # 虚构的号码\n')
"""What the demo adds to the packaged units: the press office's number, made up."""
WITH_WEBHOOK = "新港开发公司"


def demo_settings() -> Settings:
    """The settings with the demo's own home, its database inside it, and the town's pages in reach.

    A database or mail server that the environment names is somebody's real one: the demo leaves it be.
    """
    given = logs.for_children(load_settings())
    home = given.home if "home" in given.model_fields_set else USUAL
    own: dict[str, Any] = {"home": home, "database_url": None, "intranet": LOOPBACK, "smtp_host": None}
    return given.model_copy(update=own)


def make_place(home: Path) -> None:
    """The demo's folder. Raises BadInput where it is a real installation's, HuiyingError where nothing
    can be written there."""
    if (home / DATABASE).exists() and not (home / FILE).exists():
        raise BadInput(
            f"{home} 是正式的运行目录，演示不会改动它；请用 HUIYING_HOME 指定另一个目录，或不设此变量"
        )
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        writable = os.access(home, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    if not writable:
        raise HuiyingError(
            f"演示目录 {home.absolute()} 无法建立或写入："
            "请换到可写的目录运行，或用 HUIYING_HOME 指定一个可写的位置"
        )


def settle(settings: Settings, town: Town, frozen: Frozen) -> Home:
    """Make what is missing and open it."""
    home, began = settings.home, frozen.t0
    _write_once(home / "sources.toml", _tables("source", town.sources()))
    units = packaged("units.toml").read_text(encoding="utf-8").replace(*OFFICE_PHONE, 1)
    _write_once(home / "units.toml", units + "\n" + _tables("robots", robots(town.base)))
    for _line in make_home(settings, began):
        continue  # the first administrator's random password is replaced below
    opened = open_home(settings)
    with opened.database.write() as session:
        enlist(session, began)
        put_on_duty(session, began)
    return opened


def robots(base: str) -> list[dict[str, Any]]:
    """A group robot for the office and for each unit that acts; one unit has a signed webhook instead."""
    found: list[dict[str, Any]] = [_group(base, "新闻办值班群", OFFICER.name)]
    for account in HANDLERS:
        if account.unit == WITH_WEBHOOK:
            entry = {"name": f"{account.unit}值班平台", "kind": "webhook", "address": f"{base}/webhook"}
            found.append({**entry, "secret": WEBHOOK_SECRET, "unit": account.unit, "allow_private": True})
        elif account.unit != OFFICER.unit:
            found.append({**_group(base, f"{account.unit}工作群", account.name), "unit": account.unit})
    return found


def _group(base: str, name: str, key: str) -> dict[str, Any]:
    address = f"{base}/robot/wecom?key=demo-{key}"
    return {"name": name, "kind": "wecom", "address": address, "allow_private": True}


def _write_once(path: Path, text: str) -> None:
    if path.exists():
        return
    half = path.with_name(path.name + ".half")
    half.write_text(text, encoding="utf-8")
    half.replace(path)


def _tables(name: str, entries: Iterable[Mapping[str, Any]]) -> str:
    lines: list[str] = []
    for entry in entries:
        lines.append(f"[[{name}]]")
        lines += [f"{key} = {_value(value)}" for key, value in entry.items()]
        lines.append("")
    return "\n".join(lines)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{json.dumps(str(key))} = {_value(one)}" for key, one in value.items())
        return f"{{ {inside} }}"
    return json.dumps(value, ensure_ascii=False)
