"""Moments as feeds write them: RFC 822 and asctime with all their mistakes and with the months of other
languages, W3CDTF whole or partial, Korean and Chinese forms.

A form without an offset is meant in Asia/Shanghai. A zone that is named goes by RFC 822, section 5,
except CST: in the feeds that are watched here it means China Standard Time.
"""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from crawlers.article import dates
from huiying.core.clock import SHANGHAI

_AHEAD = timedelta(days=2)
_LONGEST = 80
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?\s*,?\s*)?"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?"
_ZONE = r"(?P<zone>(?:etc/)?(?:gmt|utc?)?\s*[+-]\s*\d{1,2}:?\d{2}|(?!am\b|pm\b)[a-z/]{1,8})?(?:\s*\([^)]*\))?"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2003-12-31T10:14:55.1234Z; 2003-12; 2003; 2003-012-31T... (Google's extra zero)
        rf"(?P<year>\d{{4}})(?:-0?(?P<month>\d{{2}})(?:-(?P<day>\d{{2}})(?:[T\s]\s*{_CLOCK}\s*{_ZONE})?)?)?",
        # Thu, 01 Jan 2004 19:48:21 GMT
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})[\s.-]+{_MONTH}[\s,-]+(?P<year>\d{{4}}|\d{{2}}),?(?:\s+{_CLOCK}\s*{_ZONE})?",
        # Sun Jan  4 16:29:06 2004; Sun Jul 15 01:16:00 +0000 2012
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}\s+{_ZONE}\s*(?P<year>\d{{4}})",
        # Thu Aug 30 2012 17:26:16 +0200
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})(?:\s+{_CLOCK}\s*{_ZONE})?",
        # Fri, 2006/09/15 08:19:53 EDT
        rf"{_WEEKDAY}(?P<year>\d{{4}})/(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})\s+{_CLOCK}\s*{_ZONE}",
        # 2004-jul-13T9:15-05:00
        rf"(?P<year>\d{{4}})-{_MONTH}-(?P<day>\d{{1,2}})T?\s*{_CLOCK}\s*{_ZONE}",
        # 20031231T10:14:55Z; 031231; 03-12-31
        rf"(?P<year>\d{{4}}|\d{{2}})-?(?P<month>0[1-9]|1[0-2])-?(?P<day>[0-3]\d)(?:T{_CLOCK}\s*{_ZONE})?",
    )
)
# Beginnings of the names of months in Greek, Hungarian, German, French, Spanish, Italian, Portuguese and
# Russian, where they differ from the English ones.
_OTHER_MONTHS = {
    "jan": "ιαν gen ene янв", "feb": "φεβ fev fév фев", "mar": "μάρ μαρ már mär mrz мар",
    "apr": "απρ ápr avr abr апр", "may": "μάι μαι μαΐ máj mai mag май мая",
    "jun": "ιούν ιουν ιον jún juin giu июн", "jul": "ιούλ ιουλ ιολ júl juil lug июл",
    "aug": "αύγ αυγ aoû ago авг", "sep": "σεπ sze set сен", "oct": "οκτ okt ott out окт",
    "nov": "νοέ νοε ноя", "dec": "δεκ déc dez dic дек",
}  # fmt: skip
_ENGLISH = {stem: name for name, stems in _OTHER_MONTHS.items() for stem in stems.split()}
_WORD = re.compile(r"[^\W\d_]{3,}")
_KOREAN = re.compile(
    r"(?P<year>\d{4})\s*(?:년|[-./])\s*(?P<month>\d{1,2})\s*(?:월|[-./])\s*(?P<day>\d{1,2})\s*일?"
    rf"(?:\s*(?P<part>오전|오후)?\s*{_CLOCK})?"
)
_HANGUL = re.compile("[\uac00-\ud7a3]")
_SEOUL = timezone(timedelta(hours=9))
_HOURS = {
    "a": -1, "m": -12, "n": 1, "y": 12, "at": -4, "adt": -3, "ast": -4, "et": -5, "est": -5, "edt": -4,
    "ct": -6, "cdt": -5, "mt": -7, "mst": -7, "mdt": -6, "pt": -8, "pst": -8, "pdt": -7, "akst": -9,
    "hst": -10, "wet": 0, "west": 1, "bst": 1, "met": 1, "mest": 2, "cet": 1, "cest": 2, "eet": 2,
    "eest": 3, "msk": 3, "ict": 7, "cst": 8, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9, "aest": 10,
    "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip


def moment_of(text: str | None, now: datetime) -> datetime | None:
    """The moment that `text` names, aware, in Asia/Shanghai; None where it names none, one before 1980,
    or one more than two days ahead of `now` (aware)."""
    text = (text or "").strip()
    if not text or len(text) > _LONGEST:
        return None
    if _HANGUL.search(text):
        korean = _KOREAN.match(text)
        return _sane(_read_korean(korean), now) if korean else None
    match = _match(text) or _match(_WORD.sub(_in_english, text))
    return _sane(_read(match), now) if match else dates.parse(text, now)


def _match(text: str) -> re.Match[str] | None:
    return next((match for form in _FORMS if (match := form.fullmatch(text))), None)


def _in_english(word: re.Match[str]) -> str:
    return _ENGLISH.get(word[0][:4].lower()) or _ENGLISH.get(word[0][:3].lower()) or word[0]


def _sane(moment: datetime | None, now: datetime) -> datetime | None:
    try:
        if moment is None or moment.year < 1980 or moment > now + _AHEAD:
            return None
        return moment if moment.tzinfo is SHANGHAI else moment.astimezone(SHANGHAI)
    except OverflowError:
        return None


def _read(match: re.Match[str]) -> datetime | None:
    year, month, day, zone = match.group("year", "month", "day", "zone")
    try:
        midnight = datetime(_year(year), _month(month), int(day or 1), tzinfo=_zone(zone))
        return midnight + _since_midnight(match) if match["hour"] else midnight
    except (ValueError, OverflowError):
        return None


def _read_korean(match: re.Match[str]) -> datetime | None:
    try:
        midnight = datetime(int(match["year"]), int(match["month"]), int(match["day"]), tzinfo=_SEOUL)
        afternoon = match["part"] == "오후" and int(match["hour"]) < 12
        return midnight + _since_midnight(match) + timedelta(hours=12 * afternoon)
    except (ValueError, OverflowError):
        return None


def _since_midnight(match: re.Match[str]) -> timedelta:
    hours, minutes, seconds = match.group("hour", "minute", "second")
    hour, minute, second = int(hours or 0), int(minutes or 0), int(seconds or 0)
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError("no such time of day")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= 80 else 2000)


def _month(text: str | None) -> int:
    if text is None or text.isdigit():
        return int(text or 1)
    return _MONTHS.index(text[:3].lower()) + 1


@lru_cache(256)
def _zone(text: str | None) -> tzinfo:
    """An offset ("+0800", "GMT-01:01"), a name, or nothing: Asia/Shanghai. An unknown name is UTC."""
    said = (text or "").lower().replace(" ", "").removeprefix("etc/")
    if not said:
        return SHANGHAI
    sign = max(said.find("+"), said.find("-"))
    if sign < 0:
        return timezone(timedelta(hours=_HOURS.get(said, 0)))
    digits = said[sign + 1 :].replace(":", "").rjust(4, "0")
    offset = timedelta(hours=int(digits[:-2]), minutes=int(digits[-2:]))
    return timezone(-offset if said[sign] == "-" else offset)
