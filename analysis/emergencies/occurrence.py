"""When the happening took place, as its report says: “11月23日9时许……发生爆炸”, “今天凌晨2点”."""

import re
import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
OLDEST = timedelta(days=30)
AFTERNOON = ("下午", "傍晚", "晚", "晚上", "当晚", "夜间")
DAYS_AGO = {"今": 0, "当": 0, "昨": 1, "前": 2}

_HAPPENED = re.compile(
    r"发生|突发|突然|起火|着火|爆炸|爆燃|坍塌|倒塌|泄漏|中毒|相撞|碰撞|侧翻|被困|坠落|溺水"
)
_SENTENCE = re.compile(r"[^。！？!?\n]+")
_MOMENT = re.compile(
    r"(?:(?:(?P<year>20\d\d)年)?(?:(?P<month>1[0-2]|0?[1-9])月)?(?P<day>3[01]|[12]\d|0?[1-9])[日号]"
    r"|(?P<ago>[今当昨前])(?:天|日|(?=[早上中下傍晚夜凌])))"
    r"\s*(?:[(（][^)）]{1,8}[)）])?\s*"
    r"(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|当晚|夜间|早|晚)?\s*"
    r"(?P<hour>2[0-4]|1\d|0?\d)(?:[时点](?P<half>半)?|[:：](?=\d))"
    r"(?:(?P<minute>[0-5]?\d)分?)?"
)


def occurred(text: str, published_at: datetime | None) -> datetime | None:
    """The moment that the text gives for its happening, aware; None where it gives none.

    Read from the first sentence that tells of something happening together with a day and an hour. The
    moment must lie before the publication (which supplies year and month) and at most 30 days back:
    another one belongs to an older event. Without a publication moment nothing is guessed.
    """
    if published_at is None:
        return None
    read_from = published_at.astimezone(SHANGHAI)
    plain = unicodedata.normalize("NFKC", text)
    for sentence in _SENTENCE.findall(plain):
        found = _MOMENT.search(sentence) if _HAPPENED.search(sentence) else None
        moment = _moment(found, read_from) if found else None
        if moment and read_from - OLDEST <= moment <= read_from:
            return moment
    return None


def _moment(found: re.Match[str], read_from: datetime) -> datetime | None:
    parts = found.groupdict()
    hour, minute = int(parts["hour"]), int(parts["minute"] or 0)
    if parts["half"]:
        minute = 30
    if parts["part"] in AFTERNOON and hour < 12:
        hour += 12
    start = _day(parts, read_from)
    if start is None or hour > 24:
        return None
    return start + timedelta(hours=hour, minutes=minute)


def _day(parts: dict[str, str | None], read_from: datetime) -> datetime | None:
    midnight = read_from.replace(hour=0, minute=0, second=0, microsecond=0)
    if parts["ago"]:
        return midnight - timedelta(days=DAYS_AGO[parts["ago"]])
    month = int(parts["month"] or read_from.month)
    year = int(parts["year"] or read_from.year)
    try:
        day = midnight.replace(year=year, month=month, day=int(parts["day"] or 0))
        # “12月31日” read on 1 January, or “31日” read on the 1st, is of the year or month before.
        if day > midnight and not parts["year"]:
            day = day.replace(year=year - 1) if parts["month"] else _month_before(day)
    except ValueError:
        return None
    return day


def _month_before(day: datetime) -> datetime:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=day.day)
