"""huiying up: crawl, intake, sweep, deliver and web, one process tree."""

import socket
import threading
from contextlib import closing

import click

from dashboard.app import create_app, server
from huiying.cli.home import Home, load_settings, open_home
from huiying.cli.options import command
from huiying.cli.output import say
from huiying.cli.repeating import stopping
from huiying.cli.schedule import Works
from huiying.cli.service import jobs_running, listen, only_one, set_up_log
from huiying.cli.source_door import SourceDoor
from huiying.core.leases import release_all
from huiying.core.settings import Settings


@command("""启动整个服务：采集、研判、督办、通知与网页，按 Ctrl-C 或 SIGTERM 停止。

随时可以强行结束，再次启动后从原处继续，不丢信息，不重复督办。""")
@click.option("--host", help="监听地址，缺省由 HUIYING_HOST 指定（127.0.0.1）")
@click.option("--port", type=click.IntRange(0, 65535), help="监听端口，缺省由 HUIYING_PORT 指定（8000）")
def up(host: str | None, port: int | None) -> None:
    given = {"host": host, "port": port}
    settings = load_settings().model_copy(update={k: v for k, v in given.items() if v is not None})
    set_up_log(settings.log_level)
    home = open_home(settings)
    with closing(home.database), only_one(settings.home):
        _take_over(home)
        serve(home)


def _take_over(home: Home) -> None:
    """Go on where a killed service was. A PostgreSQL database may have other services that are alive."""
    if home.database.is_sqlite:
        with home.database.write() as session:
            release_all(session)


def serve(home: Home) -> None:
    """Serve this home until SIGTERM or Ctrl-C; returns when everything under way has ended."""
    settings = home.settings
    listening = listen(settings.host, settings.port)
    address = _address(listening)
    if "public_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"public_url": address})
    sourcing = SourceDoor(settings)
    app = create_app(home.database, settings, home.policy, evaluation=home.evaluation, sourcing=sourcing)
    # uvicorn raises the signal again once it has stopped; ours only takes note, so that the jobs end too.
    with closing(listening), stopping() as stop, jobs_running(_works(home, settings, stop)):
        say(f"回应已启动：{address}（Ctrl-C 停止）")
        server(app, settings.host, settings.port).run(sockets=[listening])
        say("正在停止……")
    say("已停止")


def _works(home: Home, settings: Settings, stop: threading.Event) -> Works:
    return Works(settings, home.database, home.policy, home.analyst, stop)


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
