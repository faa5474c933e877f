"""The demo served: the desk answers first, the week is lived through behind it, then real time goes on."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread

from dashboard.app import Server, create_app, server
from huiying.cli import failures
from huiying.cli.demo.cast import HANDLERS, PASSWORD, SHOWN
from huiying.cli.demo.shown import shown
from huiying.cli.demo.stage import Stage
from huiying.cli.output import say
from huiying.cli.repeating import stopping
from huiying.cli.service import jobs_running, listen, set_up_log
from huiying.core.errors import HuiyingError
from huiying.core.settings import Settings

PORTS_TRIED = 20


def listening_for(settings: Settings, port: int | None) -> socket.socket:
    """A listening socket: at `port` where one was asked for, else at the usual one or the next that is
    free, which is said. Raises HuiyingError where none can be had."""
    if port is not None:
        return listen(settings.host, port)
    for tried in range(settings.port, min(settings.port + PORTS_TRIED, 65536)):
        try:
            found = listen(settings.host, tried)
        except HuiyingError:
            continue
        if tried != settings.port:
            say(f"端口 {settings.port} 已被占用，改用 {tried}（可用 --port 指定）")
        return found
    last = settings.port + PORTS_TRIED - 1
    raise HuiyingError(f"端口 {settings.port} 至 {last} 都已被占用，请用 --port 指定一个空闲端口")


def serve(stage: Stage, settings: Settings, listening: socket.socket) -> bool:
    """Serve until Ctrl-C or SIGTERM; False where the week could not be lived through."""
    host, port = listening.getsockname()[:2]
    settings = settings.model_copy(update={"public_url": f"http://{host}:{port}"})
    app = create_app(
        stage.home.database, settings, stage.home.policy, demo=shown(stage.town.t0, stage.journey.progress)
    )
    web = server(app, host, port)
    with closing(listening), stopping() as stop, _behind(stage, settings, stop, web) as faults:
        _welcome(stage, settings.public_url)
        web.run(sockets=[listening])
        say("正在停止……")
    say("已停止")
    return not faults


@contextmanager
def _behind(stage: Stage, settings: Settings, stop: Event, web: Server) -> Iterator[list[Exception]]:
    """The replay, and after it the jobs of the schedule, in a thread until the block ends."""
    faults: list[Exception] = []

    def run() -> None:
        works = stage.works(settings, stop)
        try:
            if stage.replay(works, say):
                say("过去一周已补演完，此后与真实时间同步。按 Ctrl-C 停止")
                set_up_log("info")
                with jobs_running(works):
                    stop.wait()
        except Exception as error:  # told here, and the web is ended: a demo without its week is none
            faults.append(error)
            failures.tell(error)
            web.should_exit = True

    thread = Thread(target=run, name="demo")
    thread.start()
    try:
        yield faults
    finally:
        stop.set()
        thread.join()


def _welcome(stage: Stage, address: str) -> None:
    say(f"\n回应演示：{address}/    虚构小镇：{stage.town.base}/")
    say(f"演示账号，口令都是 {PASSWORD}：")
    for account in SHOWN:
        say(f"  {account.name:<8} {account.display_name}  {account.what}")
    others = "、".join(account.name for account in HANDLERS[1:])
    say(f"  其他责任单位：{others}；第二位新闻办同事：shencha")
    say("页面现在就能打开，过去一周的事会在一两分钟内补演完。按 Ctrl-C 停止\n")
