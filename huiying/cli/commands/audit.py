"""huiying audit: whether the trail stands as it was sealed."""

import sys

import click
from sqlalchemy import func, select

from huiying.cli.home import reading
from huiying.cli.options import command, group, json_option
from huiying.cli.output import line_of, say
from huiying.core import audit as trail
from huiying.core.models import AuditEntry, AuditSeal

FLAWED = 1


@command("""从头核验审计记录的链条：删除、改动、调换、截断都会指出。

给出 --head（已签报告所载的链头）可查出末端被截断。完好则退出状态为 0，否则为 1。""")
@click.option("--head", metavar="HASH", help="已签报告所载的链头")
@json_option
def verify(head: str | None, as_json: bool) -> None:
    with reading() as session:
        flaws = trail.verify(session, head)
        sealed = session.scalar(select(func.count(AuditSeal.position))) or 0
        entries = session.scalar(select(func.count(AuditEntry.id))) or 0
        now_head = trail.head(session)
    for flaw in flaws:
        shown = {"position": flaw.position, "entry_id": flaw.entry_id, "what": flaw.what}
        click.echo(line_of(shown) if as_json else flaw.what)
    say(f"已封存 {sealed} 条，待封存 {max(entries - sealed, 0)} 条，链头 {now_head}")
    say(f"发现 {len(flaws)} 处异常，请停止写入并联系管理员核查" if flaws else "审计记录完好")
    if flaws:
        sys.exit(FLAWED)


audit = group("audit", "核验审计记录。", [verify])
