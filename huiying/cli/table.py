"""Every command on one page: its section in the help, what it does, and where it is written.

Nothing is imported here, so that `huiying --help` stays fast.
"""

from dataclasses import dataclass

LATER = "（后续版本）"
SECTIONS = ("起步与运行", "采集与入库", "处理", "不用数据库的分析", "报告与评估", "账号与维护")


@dataclass(frozen=True, slots=True)
class Entry:
    """One command. `where` is `module:name`, or None where a later version brings the command."""

    name: str
    section: str
    what: str
    where: str | None

    @property
    def shown(self) -> str:
        """What the help says, with the mark of a command that is yet to come."""
        return self.what if self.where else self.what + LATER


def _here(section: int, name: str, what: str, where: str = "") -> Entry:
    found = where or f"huiying.cli.commands.{name}:{name}"
    return Entry(name, SECTIONS[section], what, found)


def _later(section: int, name: str, what: str) -> Entry:
    return Entry(name, SECTIONS[section], what, None)


COMMANDS = (
    _here(0, "init", "建立运行目录：数据库、可编辑的配置、首个管理员"),
    _here(0, "up", "启动整个服务：采集、入库、巡查、发送与网页", "huiying.cli.up:up"),
    _here(0, "demo", "在一个虚构的小镇上完整演示，不需要外网"),
    _here(0, "status", "各项数量：信息、事件、事项、时限、通知、信源"),
    _here(1, "crawl", "采集到期的信源"),
    _here(1, "sources", "查看、试取、添加信源"),
    _here(1, "import", "从 CSV、JSONL、XLSX 导入信息", "huiying.cli.commands.import_:import_"),
    _here(2, "intake", "研判新信息，归并事件，立为事项"),
    _here(2, "sweep", "巡查时限：催办、督办、提请约谈"),
    _here(2, "deliver", "发送到期的通知"),
    _here(3, "assess", "逐条研判文件中的信息"),
    _here(3, "events", "把文件中的信息归并为事件，热度高的在前"),
    _here(3, "extract", "从网页中取出标题、时间、来源、正文"),
    _here(3, "feed", "读出订阅源（RSS、Atom、JSON Feed）中的条目"),
    _here(3, "replies", "评价留言答复的质量"),
    _here(3, "deadlines", "算出各项时限及其依据"),
    _here(3, "workday", "逐日列出是否工作日"),
    _here(4, "report", "周报，效果评估与考核表"),
    _here(4, "train", "用标注数据训练一个模型"),
    _here(4, "evaluate", "用标注数据测量正在使用的模型"),
    _here(4, "bench", "性能测量（在源码目录里运行）"),
    _here(5, "user", "账号：添加、列出、改口令、停用"),
    _here(5, "roster", "值班表：从表格登记班次，列出班次"),
    _here(5, "token", "接口令牌：添加、列出、撤销"),
    _here(5, "wall", "值班室大屏：添加、列出、停用"),
    _here(5, "audit", "核验审计记录是否完整"),
    _here(5, "db", "数据库升级"),
    _here(5, "doctor", "检查运行环境与配置"),
    _later(5, "backup", "备份"),
    _later(5, "restore", "从备份恢复"),
)
