"""huiying init: the operator's home."""

import click

from huiying.cli.home import load_settings
from huiying.cli.making import make_home
from huiying.cli.options import command
from huiying.core import clock

HELP = """建立运行目录（HUIYING_HOME，缺省 ./huiying-home）。

建立数据库与密钥，写入可编辑的配置（park.toml、units.toml、sources.toml、policy.toml、routing.toml、
levels.toml），登记责任单位与信源，添加首个管理员并显示一次初始口令。
不提问；可重复运行：已有的文件、账号不改动，units.toml 与 sources.toml 的修改会登记入库。"""


@command(HELP)
def init() -> None:
    settings = load_settings()
    for line in make_home(settings, clock.now()):
        click.echo(line)
    click.echo(f"完成。接下来：按需编辑 {settings.home} 中的配置，然后运行 huiying up")
