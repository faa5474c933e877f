"""From an error to one calm line on standard error and an exit status."""

import errno
import os
import sys
import traceback

import click

from huiying.cli import logs
from huiying.core.errors import BadInput, HuiyingError

FAILED, WRONG = 1, 2
MORE = "技术细节：设 HUIYING_LOG_LEVEL=debug 后重新运行"


def not_yet(said: str) -> None:
    """End a command that a later version brings."""
    raise BadInput(said)


def tell(error: Exception) -> int:
    """Say what went wrong and what to do; returns the exit status."""
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        return _reader_left()
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return WRONG
    if logs.debugging() and not isinstance(error, click.ClickException):
        traceback.print_exception(error)
    if isinstance(error, click.UsageError) and error.ctx is not None:
        _say(error.ctx.get_usage())
    _say(f"错误：{_line(error)}")
    return WRONG if isinstance(error, BadInput | click.UsageError) else FAILED


def _line(error: Exception) -> str:
    if isinstance(error, HuiyingError):
        return str(error)
    if isinstance(error, click.Abort):
        return "已中断"
    if isinstance(error, click.ClickException):
        return _worded(error)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}：{_of_the_system(error)}"
    if type(error).__module__.startswith("sqlalchemy."):
        return _of_the_database(error)
    return f"出现意外（{type(error).__name__}：{error}{_place(error)}）。{MORE}"


def _place(error: Exception) -> str:
    """Where it came about, as module and line: what an operator can pass on without running it all again."""
    frames = traceback.walk_tb(error.__traceback__)
    ours = [(frame.f_globals.get("__name__", ""), line) for frame, line in frames]
    module, line = ours[-1] if ours else ("", 0)
    return f"，在 {module} 第 {line} 行" if module else ""


def _worded(error: click.ClickException) -> str:
    text = error.format_message().strip().replace("'.", "'。")
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return text
    stop = "" if text.endswith(("。", "？", "）")) else "。"
    return f"{text}{stop}用法详见 {error.ctx.command_path} --help"


def _of_the_system(error: OSError) -> str:
    known = {
        errno.ENOENT: "没有这个文件或目录，请核对路径",
        errno.EACCES: "没有权限，请检查文件权限",
        errno.EISDIR: "这是目录，须为文件",
        errno.ENOTDIR: "路径中有一段不是目录，请核对",
        errno.ENOSPC: "磁盘已满，请清理后再试",
        errno.EROFS: "所在磁盘只读，请换一处",
    }
    return known.get(error.errno or 0, f"无法读写（{error.strerror}）")


def _of_the_database(error: Exception) -> str:
    said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    if "locked" in said:
        return "数据库正被别的进程占用，请稍后再试"
    return f"数据库出错（{said}），请检查 HUIYING_DATABASE_URL 与运行目录；表结构可用 huiying db upgrade 升级"


def _reader_left() -> int:
    """The reader of the pipe has gone: end quietly, and keep the interpreter from flushing once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


def _say(text: str) -> None:
    click.echo(text, err=True)
