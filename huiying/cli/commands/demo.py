"""huiying demo: the whole service on a made-up town."""

from contextlib import closing
from datetime import datetime

import click

from huiying.cli.commands.status import WORDS
from huiying.cli.demo import ground
from huiying.cli.demo.frozen import Frozen, freeze, settled
from huiying.cli.demo.people import People
from huiying.cli.demo.replay import Replay
from huiying.cli.demo.town import Town
from huiying.cli.options import MOMENT, command, json_option, once_option
from huiying.cli.output import say, show_object
from huiying.cli.schedule import Works
from huiying.cli.service import only_one
from huiying.core import clock
from responder.status import status as counts


@command("在一个虚构小镇上完整演示。")
@once_option("走一遍全程，输出各项数量后结束")
@json_option
@click.option("--port", type=click.IntRange(0, 65535), help="网页端口")
@click.option("--t0", type=MOMENT, hidden=True)
def demo(once: bool, as_json: bool, port: int | None, t0: datetime | None) -> None:
    settings = ground.demo_settings()
    ground.make_place(settings.home)
    with only_one(settings.home):
        frozen = settled(settings.home, t0 or clock.now())
        with Town(frozen.t0, settings.home, port=frozen.port) as town:
            frozen = Frozen(frozen.t0, town.port)
            freeze(settings.home, frozen)
            home = ground.settle(settings, town, frozen)
            with closing(home.database):
                works = Works(settings, home.database, home.policy, home.analyst)
                Replay(works, town, People(home.database, home.policy, town), lambda now: None).run()
                with home.database.read() as session:
                    found = counts(session, frozen.t0)
    show_object(found, WORDS, as_json=as_json)
