"""huiying db: the database's tables."""

from huiying.cli.home import has_database, load_settings
from huiying.cli.options import command, group
from huiying.cli.output import say
from huiying.cli.progress import progress
from huiying.core.database import Database
from huiying.core.errors import HuiyingError


@command("把表结构升级到与程序一致；已是最新时不做任何事。升级前请先备份。")
def upgrade() -> None:
    settings = load_settings()
    if not has_database(settings):
        raise HuiyingError(f"运行目录 {settings.home} 尚未建立，请先运行 huiying init")
    database = Database(settings.url())
    try:
        said = _upgraded(database)
    finally:
        database.close()
    say(said)


db = group("db", "数据库的表结构。", [upgrade])


def _upgraded(database: Database) -> str:
    if database.is_current():
        return "数据库已是最新结构"
    with progress("更新数据") as report:
        database.upgrade(report)
    return "数据库已升级到最新结构"
