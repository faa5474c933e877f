"""huiying status: counts of everything."""

from pathlib import Path

from huiying.cli.home import reading
from huiying.cli.options import command, json_option, out_option
from huiying.cli.output import show_object
from huiying.core import clock
from responder.status import status as counts
from responder.words import HEALTH

WORDS = {
    "posts": "信息",
    "assessed": "已研判",
    "relevant": "与园区有关",
    "set_aside": "已搁置",
    "events": "事件",
    "cases.open": "事项·办理中",
    "cases.closed": "事项·已办结",
    "cases.overdue": "事项·有逾期",
    "clocks.running": "时限·进行中",
    "clocks.met": "时限·按时完成",
    "clocks.missed": "时限·逾期",
    "supervision": "督办单",
    "proposals": "待决与已决的提请",
    "notices.pending": "通知·待发",
    "notices.sent": "通知·已送达",
    "notices.failed": "通知·失败",
    **{f"sources.{state}": f"信源·{said}" for state, said in HEALTH.items()},
}


@command("各项数量：信息、事件、事项、时限、通知、信源。")
@json_option
@out_option
def status(as_json: bool, out: Path | None) -> None:
    with reading() as session:
        found = counts(session, clock.now())
    show_object(found, WORDS, as_json=as_json, out=out)
