"""click's own words in Chinese, whatever the machine's language.

click looks every message up through the `_` and `ngettext` of its modules; here they are given a table.
A test holds the table against click's sources, so that a new release does not slip English in.
"""

from importlib import import_module

WORDS = {
    # help
    "Usage:": "用法：",
    "Options": "选项",
    "Positional arguments": "参数",
    "Commands": "命令",
    "Show this message and exit.": "显示帮助并退出",
    "Show the version and exit.": "显示版本并退出",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "default: {default}": "缺省 {default}",
    "env var: {var}": "环境变量 {var}",
    "required": "必填",
    "(dynamic)": "（随环境）",
    "deprecated": "不再推荐",
    # errors of the call
    "Error: {message}": "错误：{message}",
    "Try '{command} {option}' for help.": "用法详见 {command} {option}",
    "Aborted!": "已中断",
    "Missing command.": "请写明命令。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing {param_type}": "缺少 {param_type}",
    "Missing parameter: {param_name}": "缺少参数 {param_name}",
    "No such option {name!r}.": "没有 {name} 这个选项。",
    "No such command {name!r}.": "没有 {name} 这个命令。",
    "Did you mean {possibility}?": "是否想写 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "是否想写其中之一：{possibilities}？",
    "Invalid value: {message}": "写法有误：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 写法有误：{message}",
    "Got unexpected extra argument ({args})": "多出了参数：{args}",
    "Got unexpected extra arguments ({args})": "多出了参数：{args}",
    "Option {name!r} does not take a value.": "选项 {name} 后面不带值。",
    "Option {name!r} requires an argument.": "选项 {name} 后面须写一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面须写 {nargs} 个值。",
    "Argument {name!r} takes {nargs} values.": "参数 {name} 须写 {nargs} 个值。",
    "Takes {nargs} values but 1 was given.": "须写 {nargs} 个值，只写了 1 个。",
    "Takes {nargs} values but {len} were given.": "须写 {nargs} 个值，写了 {len} 个。",
    "Value must be an iterable.": "须写多个值。",
    # errors of values
    "Choose from:\n\t{choices}": "可选：{choices}",
    "Choice({choices})": "可选：{choices}",
    "{value!r} is not {choice}.": "“{value}”不是 {choice}。",
    "{value!r} is not one of {choices}.": "“{value}”不在可选值之内，可选：{choices}。",
    "{value!r} is not a valid {number_type}.": "“{value}”不是数字。",
    "{value!r} is not a valid boolean. Recognized values: {states}": "“{value}”须为 true 或 false。",
    "{value!r} is not a valid UUID.": "“{value}”不是有效的标识。",
    "{value} is not in the range {range}.": "{value} 不在 {range} 之内。",
    "{value!r} does not match the format {format}.": "“{value}”不合格式 {format}。",
    "{value!r} does not match the formats {formats}.": "“{value}”不合这些格式：{formats}。",
    "{len_type} values are required, but {len_value} was given.": "须写 {len_type} 个，写了 {len_value} 个。",
    "{len_type} values are required, but {len_value} were given.": "须写 {len_type} 个，有 {len_value} 个。",
    "file": "文件",
    "directory": "目录",
    "path": "路径",
    "{name} {filename!r} does not exist.": "没有这个{name}：{filename}",
    "{name} {filename!r} is a file.": "{filename} 是文件，须为目录",
    "{name} {filename!r} is a directory.": "{filename} 是目录，须为文件",
    "{name} {filename!r} is not readable.": "{name}无法读取：{filename}，请检查权限",
    "{name} {filename!r} is not writable.": "{name}无法写入：{filename}，请检查权限",
    "{name} {filename!r} is not executable.": "{name}无法执行：{filename}，请检查权限",
    "Could not open file {filename!r}: {message}": "无法打开文件 {filename}：{message}",
    "unknown error": "原因不明",
    # asking for a password
    "Repeat for confirmation": "请再输入一次",
    "Error: The two entered values do not match.": "两次输入不一致，请重新输入。",
    "Error: invalid input": "输入有误，请重新输入。",
    "Do you want to continue?": "是否继续？",
    "Confirm the action without prompting.": "不再询问，直接执行",
}
# Only what these modules say can reach the user of our commands.
SPEAKING = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")


def translate(message: str) -> str:
    """The Chinese for one of click's messages; a message that is not in the table stays as it is."""
    return WORDS.get(message, message)


def translate_number(one: str, many: str, count: int) -> str:
    """The same for a message with a number; Chinese has one form."""
    return translate(one if count == 1 else many)


def speak_chinese() -> None:
    """Make click speak Chinese; harmless when called again."""
    for name in SPEAKING:
        module = import_module(f"click.{name}")
        for lookup, ours in (("_", translate), ("ngettext", translate_number)):
            if hasattr(module, lookup):
                setattr(module, lookup, ours)
