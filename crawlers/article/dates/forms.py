"""How pages, feeds and tables write moments: the patterns."""

import re

_CHINESE_DIGIT = r"[零○O一二三四五六七八九]"
_CHINESE_NUMBER = r"[零一二三四五六七八九十两廿卅]+"
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY_NAME = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"

# The hour of a part of the day that is named without a clock time ("昨晚", "今早").
PART_HOURS = {
    "凌晨": 3, "清晨": 6, "晨": 6, "早晨": 7, "早上": 8, "早": 8, "上午": 9, "中午": 12, "午间": 12,
    "正午": 12, "下午": 15, "午后": 15, "傍晚": 18, "晚上": 20, "晚间": 20, "晚": 20, "夜里": 22,
    "夜间": 22, "深夜": 23, "午夜": 24, "夜": 22,
}  # fmt: skip
_PART = "|".join(sorted(PART_HOURS, key=len, reverse=True))

_TIME = (
    rf"(?:(?P<part>{_PART}|[ap]\.?m\.?)\s*)?"
    r"(?P<hour>[01]?\d|2[0-4])\s*"
    r"(?::\s*(?P<minute>[0-5]?\d)(?:\s*:\s*(?P<second>[0-5]?\d)(?:[.,]\d+)?)?(?!\d)"
    r"|[点时點時]\s*(?:(?P<half>半)|(?P<quarter>[一三])刻|[整正]|(?P<minute2>[0-5]?\d)"
    r"\s*(?:分\s*(?:(?P<second2>[0-5]?\d)\s*秒?)?)?)?(?!间|許|候|期|代|評|评|讯)|(?=\s*[ap]\.?m\b))"
    r"(?:\s*(?P<part2>[ap]\.?m\b\.?|[上下]午))?"
    r"(?:\s*[(（]?(?P<zone>z\b|(?:gmt|utc)[+-][01]?\d(?::?[0-5]\d)?|gmt|utc?\b|cst\b|[+-][01]\d(?::?[0-5]\d)?(?!\d|:))[)）]?)?"
)
_GAP = (
    r"(?:\s|,|t(?=\d)|[(（[]?\s*(?:星期|周|礼拜|週)[一二三四五六日天]\s*[)）\]]?"
    rf"|[(（](?:[一二三四五六日]|农历[^)）]{{0,12}})[)）]|{_WEEKDAY_NAME}|\||·|-(?=\s))*"
)
_THEN_TIME = rf"(?:{_GAP}{_TIME})?"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# Most dates are a full one and nothing else: read first, without the choices of the general form.
PLAIN = re.compile(
    r"((?:19|20)\d\d)(?:([-/.])(\d\d?)\2(\d\d?)|年(\d\d?)月(\d\d?)日)"
    r"(?:[ T]?([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?)?",
    re.ASCII,
)
ABSOLUTE = _compiled(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d|(?<!\d)\d\d(?=\s*年))\s*(?P<mark>[-/.]|年)\s*"
    r"(?P<month>1[0-2]|0?[1-9])\s*(?:(?P=mark)|月)\s*"
    r"(?P<day>3[01]|[12]\d|0?[1-9])(?![\d])\s*[日号號]?" + _THEN_TIME
)
# Some pages set the year in a box of its own.
YEAR_APART = _compiled(
    r"(?<!\d)(?P<year>20\d\d)\s+(?P<month>1[0-2]|0[1-9])\s*/\s*(?P<day>3[01]|[12]\d|0[1-9])(?!\d)"
    + _THEN_TIME
)
SHORT_YEAR = _compiled(
    r"(?<![\d./-])(?P<year>\d\d)(?P<mark>[-/.])(?P<month>1[0-2]|0[1-9])(?P=mark)"
    r"(?P<day>3[01]|[12]\d|0[1-9])(?![\d./-])" + _THEN_TIME
)
COMPACT = _compiled(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[t\s]?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?!\d)"
    r"(?:\s*(?P<zone>z\b|[+-][01]\d:?[0-5]\d))?|(?!\d)" + _THEN_TIME.replace("?P<", "?P<x") + ")"
)
REPUBLIC = _compiled(
    r"(?:中華民國|中华民国|民國|民国)\s*(?P<year>\d{2,3})\s*年\s*"
    r"(?P<month>1[0-2]|0?[1-9])\s*月\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*日" + _THEN_TIME
)
CHINESE_DATE = _compiled(
    rf"(?P<year>[一二]{_CHINESE_DIGIT}{{3}})\s*年\s*(?P<month>{_CHINESE_NUMBER})\s*月\s*"
    rf"(?P<day>{_CHINESE_NUMBER})\s*[日号]" + _THEN_TIME
)
MONTH_FIRST = _compiled(
    rf"\b(?P<month>{_MONTH_NAME})\s+(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
    rf"(?:,?\s+{_WEEKDAY_NAME})?,?\s+(?P<year>(?:19|20)\d\d)(?:\s+at)?" + _THEN_TIME
)
DAY_FIRST = _compiled(
    rf"(?<!\d)(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?[\s-]+(?P<month>{_MONTH_NAME})[\s,-]+"
    r"(?P<year>(?:19|20)\d\d)" + _THEN_TIME
)
YEAR_LAST = _compiled(
    rf"{_WEEKDAY_NAME}\s+(?P<month>{_MONTH_NAME})\s+(?P<day>3[01]|[12]\d|0?[1-9])\s+"
    r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d):(?P<second>[0-5]\d)\s*"
    r"(?P<zone>z\b|gmt|utc|cst|[+-][01]\d:?[0-5]\d)?\s*(?P<year>(?:19|20)\d\d)"
)
# With a mere dash or slash, 3-2 may be a score and 1/2 a fraction: both parts padded, or a time behind.
YEARLESS = _compiled(
    r"(?<![\d./年-])(?<!年\s)(?<!\d:)(?<!第)(?:(?P<lastyear>去年|今年|前年)\s*)?(?P<month>1[0-2]|0?[1-9])"
    r"(?:\s*月\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号號]?"
    r"|[-/](?P<day2>3[01]|[12]\d|0[1-9]|[1-9](?=\s+\d{1,2}:\d\d)))(?![\d/%-])" + _THEN_TIME
)
YEARLESS_CHINESE = _compiled(
    rf"(?<!农历)(?<!年)(?:(?P<lastyear>去年|今年|前年)\s*)?(?P<month>[一二三四五六七八九十]{{1,2}})月"
    rf"(?P<day>{_CHINESE_NUMBER})[日号]" + _THEN_TIME
)
YEARLESS_ENGLISH = _compiled(
    rf"^\s*(?P<month>{_MONTH_NAME})\s+(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)(?P<lastyear>)(?:,?\s+at)?"
    + _THEN_TIME
)
OF_MONTH = _compiled(r"(?P<which>本月|这个月|上个?月)\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号]" + _THEN_TIME)
AGO = _compiled(
    r"(?:(?P<more>\d+)\s*(?P<more_unit>天|个?小时|個?小時)\s*(?=\d))?"
    rf"(?P<count>\d+(?:\.\d+)?|{_CHINESE_NUMBER}|半|几|幾|数)\s*(?P<half>个半|個半)?\s*(?:多)?"
    r"(?:个|個)?(?P<unit>秒钟?|秒鐘|分钟?|分鐘|小时|小時|钟头|天|日|周|星期|礼拜|月|年)(?P<half2>半)?"
    r"多?(?:以|之)?前"
)
AGO_ENGLISH = _compiled(
    r"\b(?P<count>\d+|an?)\s*(?P<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?"
    r"|months?|years?|[hdm])\s+ago"
)
JUST_NOW = _compiled(r"刚刚|刚才|剛剛|剛才|片刻前|just now")
DAY_WORD = _compiled(
    r"(?<!去年)(?<!去年的)(?<!前年)(?P<word>大前天|前天|前日|前(?=[晚夜])|昨[天日]|昨(?=[晚夜早晨])|今[天日]|今(?=[晚早晨])"
    rf"|yesterday|today)(?:的)?\s*(?:,|at)?\s*(?:{_TIME}|(?P<onlypart>{_PART}))?"
)
# 周一至周五 are opening hours.
WEEKDAY = _compiled(
    r"(?<!下)(?<!下个)(?<!隔)(?<![至到—-])(?P<which>上上个?|上个?|本|这个?|這)?(?<!每)(?:周|星期|礼拜|週)"
    r"(?P<day>[一二三四五六日天末1-7])(?![一-龥]*年|\s*[至到—-])"
    rf"\s*(?:{_TIME}|(?P<onlypart>{_PART}))?"
)
TIME_ALONE = _compiled(r"^\s*" + _TIME + r"\s*$")
EPOCH = _compiled(r"^\s*(?:/Date\()?(?P<epoch>[12]\d{9})(?P<milli>\d{3})?(?:\.\d+)?(?:\)/)?\s*$")
# 下午三时二十分: clock times in Chinese numerals, turned into digits before anything else is read.
CHINESE_CLOCK = re.compile(
    rf"(?<=[日号天晚午晨早上间夜里\s])(?P<hour>{_CHINESE_NUMBER})(?P<mark>[时点時點])(?:(?P<minute>{_CHINESE_NUMBER})(?=分))?"
)
HAS_LETTERS = re.compile("[a-zA-Z]{3}")
