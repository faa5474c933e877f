"""A match of one of the forms -> the moment that it means."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from crawlers.article.dates.forms import PART_HOURS
from huiying.core.clock import SHANGHAI

_CHINESE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "○": 0, "O": 0}
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_WEEKDAYS |= {"1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6}
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_AFTERNOON = {"下午", "午后", "傍晚", "晚上", "晚间", "晚", "夜里", "夜间", "深夜", "夜", "pm"}
_NIGHT = {"晚上", "晚间", "晚", "夜里", "夜间", "深夜", "夜", "午夜"}
_NOON, _NOON_ENDS = {"中午", "午间", "正午"}, 4

_UNIT_SECONDS = {"秒": 1.0, "分": 60.0, "小": 3600.0, "钟": 3600.0, "天": 86400.0, "日": 86400.0}
_UNIT_SECONDS |= {"周": 604800.0, "星": 604800.0, "礼": 604800.0, "年": 31536000.0}
_UNIT_SECONDS |= {"s": 1.0, "h": 3600.0, "d": 86400.0, "w": 604800.0, "y": 31536000.0}
# Clocks of servers differ; beyond that a yearless date ahead of now is last year's.
_SKEW = timedelta(hours=2)
_OFFSET = re.compile(r"(\d\d?):?(\d\d)?")
_DAY_WORDS = {"今": 0, "昨": 1, "前": 2, "大": 3, "y": 1, "t": 0}


def read_plain(match: re.Match[str], now: datetime) -> datetime:
    year, _, month, day, month2, day2, hour, minute, second = match.groups()
    return datetime(
        int(year),
        int(month or month2),
        int(day or day2),
        int(hour or 0),
        int(minute or 0),
        int(second or 0),
        tzinfo=SHANGHAI,
    )


def read_absolute(match: re.Match[str], now: datetime) -> datetime:
    year = int(match["year"])
    return _at(match, year + 2000 if year < 100 else year, int(match["month"]), int(match["day"]))


def read_compact(match: re.Match[str], now: datetime) -> datetime:
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    return _at(match, year, month, day, "x" if match["xhour"] else "")


def read_republic(match: re.Match[str], now: datetime) -> datetime:
    return _at(match, int(match["year"]) + 1911, int(match["month"]), int(match["day"]))


def read_chinese(match: re.Match[str], now: datetime) -> datetime:
    year = int("".join(str(_CHINESE[c]) for c in match["year"]))
    return _at(match, year, number(match["month"]), number(match["day"]))


def read_named_month(match: re.Match[str], now: datetime) -> datetime:
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    return _at(match, int(match["year"]), month, int(match["day"]))


def read_yearless(match: re.Match[str], now: datetime) -> datetime:
    day = match["day"] or match["day2"]
    return _nearest_year(match, int(match["month"]), int(day), now)


def read_yearless_chinese(match: re.Match[str], now: datetime) -> datetime:
    return _nearest_year(match, number(match["month"]), number(match["day"]), now)


def _nearest_year(match: re.Match[str], month: int, day: int, now: datetime) -> datetime:
    back = {"去年": 1, "前年": 2, "今年": 0}.get(match["lastyear"] or "")
    if back is not None:
        return _at(match, now.year - back, month, day)
    for year in range(now.year + 1, now.year - 4, -1):
        try:
            moment = _at(match, year, month, day)
        except ValueError:  # 29 February
            continue
        if moment <= now + _SKEW:
            return moment
    raise ValueError("no such day")


def read_yearless_english(match: re.Match[str], now: datetime) -> datetime:
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    return _nearest_year(match, month, int(match["day"]), now)


def read_of_month(match: re.Match[str], now: datetime) -> datetime:
    month = now if match["which"][0] != "上" else now.replace(day=1) - timedelta(days=1)
    return _at(match, month.year, month.month, int(match["day"]))


def read_ago(match: re.Match[str], now: datetime) -> datetime:
    count = _amount(match["count"])
    if match["half"] or match["half2"]:
        count += 0.5
    if match["more"]:
        unit = match["more_unit"].lstrip("个個")[0]
        now -= timedelta(seconds=int(match["more"]) * _UNIT_SECONDS[unit])
    unit = match["unit"][0]
    if unit == "月":
        return now - timedelta(days=30 * count)
    return now - timedelta(seconds=count * _UNIT_SECONDS[unit])


def read_ago_english(match: re.Match[str], now: datetime) -> datetime:
    count = 1.0 if match["count"][0] in "aA" else float(match["count"])
    unit = match["unit"].lower()
    if unit.startswith("mo"):
        return now - timedelta(days=30 * count)
    seconds = 60.0 if unit.startswith("m") else _UNIT_SECONDS[unit[0]]
    return now - timedelta(seconds=count * seconds)


def read_just_now(match: re.Match[str], now: datetime) -> datetime:
    return now


def read_day_word(match: re.Match[str], now: datetime) -> datetime:
    return _on(match, now - timedelta(days=_DAY_WORDS[match["word"][0].lower()]))


def read_weekday(match: re.Match[str], now: datetime) -> datetime:
    back = now.weekday() - _WEEKDAYS[match["day"]]
    which = match["which"] or ""
    if which.startswith("上"):
        back += 7 * which.count("上")
    elif back < 0 and not which:
        back += 7
    return _on(match, now - timedelta(days=back))


def read_time_alone(match: re.Match[str], now: datetime) -> datetime:
    moment = _on(match, now)
    return moment - timedelta(days=1) if moment > now + timedelta(minutes=5) else moment


def read_epoch(match: re.Match[str], now: datetime) -> datetime:
    return datetime.fromtimestamp(int(match["epoch"]), SHANGHAI)


def _on(match: re.Match[str], day: datetime) -> datetime:
    groups = match.groupdict()
    if groups["hour"] is None and groups.get("onlypart"):
        return _midnight(day) + timedelta(hours=PART_HOURS[groups["onlypart"]])
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
    if hour == 12:
        return {"凌晨": 0, "am": 0}.get(part, 24 if part in _NIGHT else 12)
    if part in _AFTERNOON or (part in _NOON and hour < _NOON_ENDS):
        return hour + 12 if hour < 12 else hour
    return hour


def _zone(text: str | None) -> tzinfo:
    if not text:
        return SHANGHAI
    text = text.lower()
    if text == "cst":  # on a Chinese page: China's
        return SHANGHAI
    text = text.removeprefix("gmt").removeprefix("utc").removeprefix("ut")
    if not text or text == "z":
        return UTC
    hours, minutes = _OFFSET.fullmatch(text[1:]).groups()  # type: ignore[union-attr]
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-offset if text[0] == "-" else offset)


def _amount(text: str) -> float:
    if text == "半":
        return 0.5
    if text in ("几", "幾", "数"):
        return 3.0
    return float(text) if text[0].isdigit() else float(number(text))


def clock_in_digits(match: re.Match[str]) -> str:
    """三时二十分 -> 3时20分."""
    minute = match["minute"]
    return f"{number(match['hour'])}{match['mark']}{number(minute) if minute else ''}"


def number(text: str) -> int:
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[ones] if ones else 0)
    return int("".join(str(_CHINESE[c]) for c in text))
