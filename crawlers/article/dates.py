"""Chinese dates as pages, feeds and tables write them -> moments.

Every form is read against `now` (the moment of the fetch): a missing year is the one that puts
the date nearest before `now`, relative forms count back from it. A form without an offset is
meant in Asia/Shanghai. Results are aware datetimes in Asia/Shanghai; a date alone is its midnight.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from huiying.core.clock import SHANGHAI

_OLDEST_YEAR = 1980
_AHEAD = timedelta(days=2)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：／－．，　〇", "0123456789:/-., 零")
_CHINESE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "○": 0, "O": 0}
_CHINESE_DIGIT = r"[零○O一二三四五六七八九]"
_CHINESE_NUMBER = r"[零一二三四五六七八九十两廿卅]+"
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_WEEKDAYS |= {"1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY_NAME = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"

# The hour of a part of the day that is named without a clock time ("昨晚", "今早").
_PART_HOURS = {
    "凌晨": 3, "清晨": 6, "早晨": 7, "早上": 8, "早": 8, "上午": 9, "中午": 12, "午间": 12,
    "下午": 15, "午后": 15, "傍晚": 18, "晚上": 20, "晚间": 20, "晚": 20, "夜里": 22, "夜间": 22,
    "深夜": 23, "夜": 22,
}  # fmt: skip
_AFTERNOON = {"下午", "午后", "傍晚", "晚上", "晚间", "晚", "夜里", "夜间", "深夜", "夜", "pm"}
_PART = "|".join(sorted(_PART_HOURS, key=len, reverse=True))

_TIME = (
    rf"(?:(?P<part>{_PART}|[ap]\.?m\.?)\s*)?"
    r"(?P<hour>[01]?\d|2[0-4])\s*"
    r"(?::\s*(?P<minute>[0-5]?\d)(?:\s*:\s*(?P<second>[0-5]?\d)(?:[.,]\d+)?)?(?!\d)"
    r"|[点时點時](?:(?P<half>半)|(?P<quarter>[一三])刻|整|(?P<minute2>[0-5]?\d)"
    r"(?:分(?:(?P<second2>[0-5]?\d)秒?)?)?)?(?!间|許|候|期|代|評|评|讯))"
    r"(?:\s*(?P<part2>[ap]\.?m\b\.?))?"
    r"(?:\s*(?P<zone>z\b|gmt|utc|[+-][01]\d:?[0-5]\d))?"
)
_GAP = r"(?:\s|,|t(?=\d)|[(（[]?\s*(?:星期|周|礼拜|週)[一二三四五六日天]\s*[)）\]]?|\||·|-(?=\s))*"
_THEN_TIME = rf"(?:{_GAP}{_TIME})?"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_ABSOLUTE = _compiled(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d|(?<!\d)\d\d(?=\s*年))\s*(?P<mark>[-/.]|年)\s*"
    r"(?P<month>1[0-2]|0?[1-9])\s*(?:(?P=mark)|月)\s*"
    r"(?P<day>3[01]|[12]\d|0?[1-9])(?![\d])\s*[日号號]?" + _THEN_TIME
)
_YEAR_APART = _compiled(
    r"(?<!\d)(?P<year>20\d\d)\s+(?P<month>1[0-2]|0[1-9])\s*/\s*(?P<day>3[01]|[12]\d|0[1-9])(?!\d)"
    + _THEN_TIME
)
_SHORT_YEAR = _compiled(
    r"(?<![\d./-])(?P<year>\d\d)(?P<mark>[-/.])(?P<month>1[0-2]|0[1-9])(?P=mark)"
    r"(?P<day>3[01]|[12]\d|0[1-9])(?![\d./-])" + _THEN_TIME
)
_COMPACT = _compiled(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[t\s]?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?!\d)"
    r"(?:\s*(?P<zone>z\b|[+-][01]\d:?[0-5]\d))?|(?!\d)" + _THEN_TIME.replace("?P<", "?P<x") + ")"
)
_REPUBLIC = _compiled(
    r"(?:中華民國|中华民国|民國|民国)\s*(?P<year>\d{2,3})\s*年\s*"
    r"(?P<month>1[0-2]|0?[1-9])\s*月\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*日" + _THEN_TIME
)
_CHINESE_DATE = _compiled(
    rf"(?P<year>[一二]{_CHINESE_DIGIT}{{3}})\s*年\s*(?P<month>{_CHINESE_NUMBER})\s*月\s*"
    rf"(?P<day>{_CHINESE_NUMBER})\s*[日号]" + _THEN_TIME
)
_MONTH_FIRST = _compiled(
    rf"\b(?P<month>{_MONTH_NAME})\s+(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
    rf"(?:,?\s+{_WEEKDAY_NAME})?,?\s+(?P<year>(?:19|20)\d\d)(?:\s+at)?" + _THEN_TIME
)
_DAY_FIRST = _compiled(
    rf"(?<!\d)(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?[\s-]+(?P<month>{_MONTH_NAME})[\s,-]+"
    r"(?P<year>(?:19|20)\d\d)" + _THEN_TIME
)
_YEARLESS_ENGLISH = _compiled(
    rf"{_WEEKDAY_NAME}\s+(?P<month>{_MONTH_NAME})\s+(?P<day>3[01]|[12]\d|0?[1-9])\s+"
    r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d):(?P<second>[0-5]\d)\s*"
    r"(?P<zone>z\b|gmt|utc|[+-][01]\d:?[0-5]\d)?\s*(?P<year>(?:19|20)\d\d)"
)
_YEARLESS = _compiled(
    r"(?<![\d.:/-])(?:(?P<lastyear>去年|今年|前年)\s*)?(?P<month>1[0-2]|0?[1-9])"
    r"(?:\s*月\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号號]?"
    r"|[-/](?P<day2>3[01]|[12]\d|0?[1-9]))(?![\d/%-])" + _THEN_TIME
)
_YEARLESS_CHINESE = _compiled(
    rf"(?:(?P<lastyear>去年|今年|前年)\s*)?(?P<month>[一二三四五六七八九十]{{1,2}})月"
    rf"(?P<day>{_CHINESE_NUMBER})[日号]" + _THEN_TIME
)
_AGO = _compiled(
    rf"(?P<count>\d+(?:\.\d+)?|{_CHINESE_NUMBER}|半|几|幾|数)\s*(?P<half>个半|個半)?\s*(?:多)?"
    r"(?:个|個)?(?P<unit>秒钟?|秒鐘|分钟?|分鐘|小时|小時|钟头|天|日|周|星期|礼拜|月|年)(?P<half2>半)?"
    r"(?:以|之)?前"
)
_AGO_ENGLISH = _compiled(
    r"\b(?P<count>\d+|an?)\s*(?P<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?"
    r"|months?|years?|[hdm])\s+ago"
)
_JUST_NOW = _compiled(r"刚刚|刚才|剛剛|剛才|片刻前|just now")
_DAY_WORD = _compiled(
    rf"(?P<word>大前天|前天|前日|昨天|昨日|昨(?=晚|夜|早)|今天|今日|今(?=晚|早|晨)"
    rf"|yesterday|today)(?:的)?\s*(?:,|at)?\s*(?:{_TIME}|(?P<onlypart>{_PART}))?"
)
_WEEKDAY = _compiled(
    r"(?<!下)(?<!下个)(?<!隔)(?P<which>上上|上个?|本|这个?|這)?(?:周|星期|礼拜|週)(?P<day>[一二三四五六日天末1-7])"
    rf"(?![一-龥]*年)\s*(?:{_TIME}|(?P<onlypart>{_PART}))?"
)
_TIME_ALONE = _compiled(r"^\s*" + _TIME + r"\s*$")
_EPOCH = _compiled(r"^\s*(?P<epoch>[12]\d{9})(?P<milli>\d{3})?(?:\.\d+)?\s*$")

_HAS_LETTERS = re.compile("[a-zA-Z]{3}")

_UNIT_SECONDS = {"秒": 1.0, "分": 60.0, "小": 3600.0, "钟": 3600.0, "天": 86400.0, "日": 86400.0}
_UNIT_SECONDS |= {"周": 604800.0, "星": 604800.0, "礼": 604800.0, "年": 31536000.0}
_UNIT_SECONDS |= {"s": 1.0, "h": 3600.0, "d": 86400.0, "w": 604800.0, "y": 31536000.0}
_DAY_WORDS = {"今": 0, "昨": 1, "前": 2, "大": 3, "y": 1, "t": 0}


def parse(text: str | None, now: datetime) -> datetime | None:
    """The first moment that `text` names, read against `now` (aware); None where there is none.

    Impossible dates (31 November), years before 1980 and moments more than two days ahead of
    `now` are no publication dates and are passed over.
    """
    if not text:
        return None
    text = text[:200]
    if not text.isascii():
        text = text.translate(_FULL_WIDTH)
    local = now if now.tzinfo is SHANGHAI else now.astimezone(SHANGHAI)
    for pattern, read in _readers(text):
        for match in pattern.finditer(text):
            moment = _sane(read, match, local)
            if moment is not None:
                return moment
    return _standard(text, local)


def _readers(text: str) -> "tuple[_Reader, ...]":
    if not text.isascii():
        return _WRITTEN
    return _ENGLISH if _HAS_LETTERS.search(text) else _PLAIN


def has_date(text: str) -> bool:
    """Whether `text` holds a full date (year, month, day): a cheap first look."""
    return _ABSOLUTE.search(text.translate(_FULL_WIDTH)) is not None


def is_dated(text: str) -> bool:
    """Whether `text` holds a date that is more than a clock time: a full, yearless or relative one."""
    text = text.translate(_FULL_WIDTH)
    return any(pattern.search(text) for pattern in _DATED)


def _sane(
    read: Callable[[re.Match[str], datetime], datetime], match: re.Match[str], now: datetime
) -> datetime | None:
    try:
        moment = read(match, now)
    except (ValueError, OverflowError, KeyError):
        return None
    return moment if moment.year >= _OLDEST_YEAR and moment <= now + _AHEAD else None


def _standard(text: str, now: datetime) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    return moment.astimezone(SHANGHAI) if moment <= now + _AHEAD else None


def _read_absolute(match: re.Match[str], now: datetime) -> datetime:
    year = int(match["year"])
    return _at(match, year + 2000 if year < 100 else year, int(match["month"]), int(match["day"]))


def _read_compact(match: re.Match[str], now: datetime) -> datetime:
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    return _at(match, year, month, day, "x" if match["xhour"] else "")


def _read_republic(match: re.Match[str], now: datetime) -> datetime:
    return _at(match, int(match["year"]) + 1911, int(match["month"]), int(match["day"]))


def _read_chinese(match: re.Match[str], now: datetime) -> datetime:
    year = int("".join(str(_CHINESE[c]) for c in match["year"]))
    return _at(match, year, _number(match["month"]), _number(match["day"]))


def _read_named_month(match: re.Match[str], now: datetime) -> datetime:
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    return _at(match, int(match["year"]), month, int(match["day"]))


def _read_yearless(match: re.Match[str], now: datetime) -> datetime:
    day = match["day"] or match["day2"]
    return _nearest_year(match, int(match["month"]), int(day), now)


def _read_yearless_chinese(match: re.Match[str], now: datetime) -> datetime:
    return _nearest_year(match, _number(match["month"]), _number(match["day"]), now)


def _nearest_year(match: re.Match[str], month: int, day: int, now: datetime) -> datetime:
    back = {"去年": 1, "前年": 2, "今年": 0}.get(match["lastyear"] or "")
    if back is not None:
        return _at(match, now.year - back, month, day)
    for year in range(now.year + 1, now.year - 4, -1):
        try:
            moment = _at(match, year, month, day)
        except ValueError:  # 29 February
            continue
        if moment <= now + timedelta(days=1):
            return moment
    raise ValueError("no such day")


def _read_ago(match: re.Match[str], now: datetime) -> datetime:
    count = _amount(match["count"])
    if match["half"] or match["half2"]:
        count += 0.5
    unit = match["unit"][0]
    if unit == "月":
        return now - timedelta(days=30 * count)
    return now - timedelta(seconds=count * _UNIT_SECONDS[unit])


def _read_ago_english(match: re.Match[str], now: datetime) -> datetime:
    count = 1.0 if match["count"][0] in "aA" else float(match["count"])
    unit = match["unit"].lower()
    if unit.startswith("mo"):
        return now - timedelta(days=30 * count)
    seconds = 60.0 if unit.startswith("m") else _UNIT_SECONDS[unit[0]]
    return now - timedelta(seconds=count * seconds)


def _read_just_now(match: re.Match[str], now: datetime) -> datetime:
    return now


def _read_day_word(match: re.Match[str], now: datetime) -> datetime:
    return _on(match, now - timedelta(days=_DAY_WORDS[match["word"][0].lower()]))


def _read_weekday(match: re.Match[str], now: datetime) -> datetime:
    back = now.weekday() - _WEEKDAYS[match["day"]]
    which = match["which"] or ""
    if which.startswith("上"):
        back += 7 * which.count("上")
    elif back < 0 and not which:
        back += 7
    return _on(match, now - timedelta(days=back))


def _read_time_alone(match: re.Match[str], now: datetime) -> datetime:
    moment = _on(match, now)
    return moment - timedelta(days=1) if moment > now + timedelta(minutes=5) else moment


def _read_epoch(match: re.Match[str], now: datetime) -> datetime:
    return datetime.fromtimestamp(int(match["epoch"]), SHANGHAI)


def _on(match: re.Match[str], day: datetime) -> datetime:
    groups = match.groupdict()
    if groups["hour"] is None and groups.get("onlypart"):
        return _midnight(day).replace(hour=_PART_HOURS[groups["onlypart"]])
    return _at(match, day.year, day.month, day.day)


def _midnight(day: datetime) -> datetime:
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def _at(match: re.Match[str], year: int, month: int, day: int, prefix: str = "") -> datetime:
    groups: dict[str, str | None] = match.groupdict()
    zone = _zone(groups.get(prefix + "zone"))
    moment = datetime(year, month, day, tzinfo=zone)
    if groups.get(prefix + "hour") is None:
        return moment
    moment += _since_midnight(groups, prefix)
    return moment if zone is SHANGHAI else moment.astimezone(SHANGHAI)


def _since_midnight(groups: dict[str, str | None], prefix: str) -> timedelta:
    part = groups.get(prefix + "part") or groups.get(prefix + "part2") or ""
    hour = _hour(int(groups[prefix + "hour"] or 0), part.lower())
    minute = int(groups.get(prefix + "minute") or groups.get(prefix + "minute2") or 0)
    if groups.get(prefix + "half"):
        minute = 30
    elif quarter := groups.get(prefix + "quarter"):
        minute = 15 if quarter == "一" else 45
    second = int(groups.get(prefix + "second") or groups.get(prefix + "second2") or 0)
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _hour(hour: int, part: str) -> int:
    part = part.replace(".", "")
    if part in _AFTERNOON and hour < 12:
        return hour + 12
    if part in ("凌晨", "am", "夜里", "深夜") and hour == 12:
        return 0
    return hour


def _zone(text: str | None) -> tzinfo:
    if not text:
        return SHANGHAI
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _amount(text: str) -> float:
    if text == "半":
        return 0.5
    if text in ("几", "幾", "数"):
        return 3.0
    return float(text) if text[0].isdigit() else float(_number(text))


def _number(text: str) -> int:
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[ones] if ones else 0)
    return int("".join(str(_CHINESE[c]) for c in text))


_Reader = tuple[re.Pattern[str], Callable[[re.Match[str], datetime], datetime]]

# Tried in order: the fullest forms first, so that a yearless reading never takes a part of one.
_NUMERIC: tuple[_Reader, ...] = (
    (_ABSOLUTE, _read_absolute),
    (_YEAR_APART, _read_absolute),
    (_EPOCH, _read_epoch),
    (_COMPACT, _read_compact),
    (_SHORT_YEAR, _read_absolute),
    (_TIME_ALONE, _read_time_alone),
)
_DATED = (_ABSOLUTE, _YEAR_APART, _YEARLESS, _AGO, _DAY_WORD, _JUST_NOW, _MONTH_FIRST, _DAY_FIRST, _REPUBLIC)
_PLAIN: tuple[_Reader, ...] = (*_NUMERIC[:-1], (_YEARLESS, _read_yearless), _NUMERIC[-1])
_ENGLISH: tuple[_Reader, ...] = (
    *_NUMERIC,
    (_MONTH_FIRST, _read_named_month),
    (_DAY_FIRST, _read_named_month),
    (_YEARLESS_ENGLISH, _read_named_month),
    (_AGO_ENGLISH, _read_ago_english),
    (_JUST_NOW, _read_just_now),
    (_DAY_WORD, _read_day_word),
    (_YEARLESS, _read_yearless),
)
_WRITTEN: tuple[_Reader, ...] = (
    (_REPUBLIC, _read_republic),
    *_NUMERIC[:4],
    (_AGO, _read_ago),
    (_JUST_NOW, _read_just_now),
    (_DAY_WORD, _read_day_word),
    (_SHORT_YEAR, _read_absolute),
    (_YEARLESS, _read_yearless),
    (_WEEKDAY, _read_weekday),
    (_CHINESE_DATE, _read_chinese),
    (_YEARLESS_CHINESE, _read_yearless_chinese),
    (_TIME_ALONE, _read_time_alone),
    *_ENGLISH[5:9],
)
