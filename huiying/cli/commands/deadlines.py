"""huiying deadlines: every deadline of a duty with its basis."""

from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from huiying.cli.home import load_policy
from huiying.cli.options import MOMENT, command, json_option, out_option
from huiying.cli.output import show_rows
from huiying.core.errors import BadInput
from responder.clocks.deadlines import DeadlineRow, duty_deadlines, opinion_deadlines
from responder.clocks.policy import Policy
from responder.clocks.words import MILESTONES

COLUMNS = {
    "name": "节点",
    "milestone": "代码",
    "anchor_at": "起算",
    "due_at": "到期",
    "calendar": "历法",
    "provisional": "暂定",
    "basis": "依据",
}
CALENDARS = {"wall": "自然时间", "duty": "值守时段", "working": "工作日"}
HELP = """算出一项职责的各个时限及其依据，按现行时限规则（policy.toml）。

舆情回应：huiying deadlines --tier 1 --occurred 2026-11-23T09:00
政策解读、依申请公开：huiying deadlines --kind disclosure --from 2026-11-23T09:00
时间不带时区视为北京时间。起算时刻未给出的节点不列出。"""


@command(HELP)
@click.option("--tier", type=click.IntRange(1, 4), help="响应级别：1 特别重大，2 重大，3 较大，4 一般")
@click.option("--occurred", type=MOMENT, metavar="ISO", help="事情发生的时间")
@click.option("--detected", type=MOMENT, metavar="ISO", help="发现的时间，缺省同发生时间")
@click.option("--assigned", type=MOMENT, metavar="ISO", help="交办的时间")
@click.option("--kind", type=click.Choice(["interpretation", "disclosure"]), help="政策解读，或依申请公开")
@click.option("--from", "since", type=MOMENT, metavar="ISO", help="文件发布的时间，或收到申请的时间")
@json_option
@out_option
def deadlines(
    tier: int | None,
    occurred: datetime | None,
    detected: datetime | None,
    assigned: datetime | None,
    kind: Literal["interpretation", "disclosure"] | None,
    since: datetime | None,
    as_json: bool,
    out: Path | None,
) -> None:
    _only_one_way(opinion=(tier, occurred, detected, assigned), duty=(kind, since))
    policy = load_policy()
    try:
        rows = _rows(policy, tier, occurred, detected, assigned, kind, since)
    except ValueError as error:
        raise BadInput(str(error)) from error
    show_rows((dict(row) if as_json else _worded(row) for row in rows), COLUMNS, as_json=as_json, out=out)


def _only_one_way(opinion: tuple[object, ...], duty: tuple[object, ...]) -> None:
    if any(opinion) and any(duty):
        raise BadInput("--tier 与 --kind 是两种算法，请只用一种：--tier 配 --occurred，--kind 配 --from")
    if not (opinion[0] and opinion[1]) and not all(duty):
        raise BadInput("请写明 --tier 与 --occurred，或 --kind 与 --from；用法详见 huiying deadlines --help")


def _rows(
    policy: Policy,
    tier: int | None,
    occurred: datetime | None,
    detected: datetime | None,
    assigned: datetime | None,
    kind: Literal["interpretation", "disclosure"] | None,
    since: datetime | None,
) -> list[DeadlineRow]:
    if tier is not None and occurred is not None:
        return opinion_deadlines(policy, tier, occurred, detected, assigned)
    if kind is None or since is None:
        raise BadInput("请写明 --kind 与 --from")
    return duty_deadlines(policy, kind, since)


def _worded(row: DeadlineRow) -> dict[str, object]:
    moments = {key: row[key][:16].replace("T", " ") for key in ("anchor_at", "due_at")}
    name = MILESTONES[row["milestone"]]  # type: ignore[index]
    return {**row, **moments, "name": name, "calendar": CALENDARS[row["calendar"]]}
