"""huiying demo: the whole service on a made-up town."""

import sys
from datetime import datetime
from typing import Any

import click

from huiying.cli.commands.status import WORDS
from huiying.cli.demo.ground import demo_settings
from huiying.cli.demo.scoring import Score, Scores, score
from huiying.cli.demo.stage import Stage, staged
from huiying.cli.options import MOMENT, command, json_option, once_option
from huiying.cli.output import say, show_object
from huiying.cli.repeating import stopping
from huiying.core import clock
from huiying.core.errors import BadInput, HuiyingError
from huiying.core.settings import Settings
from responder.status import status as counts
from responder.wording import percent


@command("""在一个虚构的小镇上完整演示：真实采集、研判、督办、通知与网页，不需要外网。

首次运行建立演示目录（缺省 ./huiying-demo，可用 HUIYING_HOME 另指），补演过去一周；再次运行接着原来的进度。
删除演示目录即可重来。""")
@once_option("补演完过去一周，输出各项数量后结束，不启动网页")
@json_option
@click.option("--port", type=click.IntRange(0, 65535), help="网页端口，缺省 8000，被占用时自动换下一个")
@click.option("--t0", type=MOMENT, hidden=True)  # the moment of the first run, for tests
def demo(once: bool, as_json: bool, port: int | None, t0: datetime | None) -> None:
    if as_json and not once:
        raise BadInput("--json 须与 --once 同用")
    settings = demo_settings()
    with staged(settings, t0 or clock.now(), say) as stage:
        if once:
            _once(stage, settings, as_json)
        else:
            _serve(stage, settings, port)


def _once(stage: Stage, settings: Settings, as_json: bool) -> None:
    with stopping() as stop:
        done = stage.replay(stage.works(settings, stop), say)
    if not done:
        raise HuiyingError("已中断；再次运行会从这里继续")
    with stage.home.database.read() as session:
        # As of the replay's end: what was lived through is told, whenever it is asked again.
        found = counts(session, stage.town.t0)
        scores = score(session, stage.town.posts())
    show_object(found, WORDS, as_json=as_json)
    _show_scores(scores, to_stderr=as_json)


def _show_scores(scores: Scores, *, to_stderr: bool) -> None:
    lines = [_scored("与园区有关（逐条）", scores.relevance), _scored("响应级别（逐个事件）", scores.tiers)]
    for line in ("按演示自带的标注衡量：", *lines):
        click.echo(line, err=to_stderr)


def _scored(what: str, found: Score) -> str:
    shares: dict[str, Any] = {"准确率": found.precision, "召回率": found.recall}
    said = "，".join(f"{name} {percent(share)}" for name, share in shares.items())
    return f"  {what}：{said}（机器 {found.found}，标注 {found.wanted}，一致 {found.right}）"


def _serve(stage: Stage, settings: Settings, port: int | None) -> None:
    from huiying.cli.demo import live  # draws in the web, which a single run does not need

    if not live.serve(stage, settings, live.listening_for(settings, port)):
        sys.exit(1)
