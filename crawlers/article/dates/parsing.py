"""Chinese dates as pages, feeds and tables write them -> moments.

Every form is read against `now` (the moment of the fetch): a missing year is the one that puts
the date nearest before `now`, relative forms count back from it. A form without an offset is
meant in Asia/Shanghai. Results are aware datetimes in Asia/Shanghai; a date alone is its midnight.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from crawlers.article.dates import forms, readings
from huiying.core.clock import SHANGHAI

_OLDEST_YEAR = 1980
_AHEAD = timedelta(days=2)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：／－．，　〇", "0123456789:/-., 零")


def parse(text: str | None, now: datetime) -> datetime | None:
    """The first moment that `text` names, read against `now` (aware); None where there is none.

    Impossible dates (31 November), years before 1980 and moments more than two days ahead of
    `now` are no publication dates and are passed over.
    """
    if not text:
        return None
    text = text[:200].strip()
    if not text.isascii():
        text = text.translate(_FULL_WIDTH)
        text = forms.CHINESE_CLOCK.sub(readings.clock_in_digits, text)
    local = now if now.tzinfo is SHANGHAI else now.astimezone(SHANGHAI)
    if plain := forms.PLAIN.fullmatch(text):
        return _sane(readings.read_plain, plain, local)
    for pattern, read in _readers(text):
        for match in pattern.finditer(text):
            moment = _sane(read, match, local)
            if moment is not None:
                return moment
    return _standard(text, local)


def _readers(text: str) -> "tuple[_Reader, ...]":
    if not text.isascii():
        return _WRITTEN
    return _ENGLISH if forms.HAS_LETTERS.search(text) else _PLAIN


def has_date(text: str) -> bool:
    """Whether `text` holds a full date (year, month, day): a cheap first look."""
    return forms.ABSOLUTE.search(text.translate(_FULL_WIDTH)) is not None


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


_Reader = tuple[re.Pattern[str], Callable[[re.Match[str], datetime], datetime]]

# Tried in order: the fullest forms first, so that a yearless reading never takes a part of one.
_NUMERIC: tuple[_Reader, ...] = (
    (forms.ABSOLUTE, readings.read_absolute),
    (forms.YEAR_APART, readings.read_absolute),
    (forms.EPOCH, readings.read_epoch),
    (forms.COMPACT, readings.read_compact),
    (forms.SHORT_YEAR, readings.read_absolute),
    (forms.TIME_ALONE, readings.read_time_alone),
)
_DATED = (
    forms.ABSOLUTE,
    forms.YEAR_APART,
    forms.YEARLESS,
    forms.AGO,
    forms.DAY_WORD,
    forms.JUST_NOW,
    forms.MONTH_FIRST,
    forms.DAY_FIRST,
    forms.REPUBLIC,
)
_PLAIN: tuple[_Reader, ...] = (*_NUMERIC[:-1], (forms.YEARLESS, readings.read_yearless), _NUMERIC[-1])
_ENGLISH: tuple[_Reader, ...] = (
    *_NUMERIC,
    (forms.MONTH_FIRST, readings.read_named_month),
    (forms.DAY_FIRST, readings.read_named_month),
    (forms.YEAR_LAST, readings.read_named_month),
    (forms.AGO_ENGLISH, readings.read_ago_english),
    (forms.JUST_NOW, readings.read_just_now),
    (forms.DAY_WORD, readings.read_day_word),
    (forms.YEARLESS, readings.read_yearless),
    (forms.YEARLESS_ENGLISH, readings.read_yearless_english),
)
_WRITTEN: tuple[_Reader, ...] = (
    (forms.REPUBLIC, readings.read_republic),
    *_NUMERIC[:4],
    (forms.AGO, readings.read_ago),
    (forms.JUST_NOW, readings.read_just_now),
    (forms.DAY_WORD, readings.read_day_word),
    (forms.SHORT_YEAR, readings.read_absolute),
    (forms.OF_MONTH, readings.read_of_month),
    (forms.YEARLESS, readings.read_yearless),
    (forms.WEEKDAY, readings.read_weekday),
    (forms.CHINESE_DATE, readings.read_chinese),
    (forms.YEARLESS_CHINESE, readings.read_yearless_chinese),
    (forms.TIME_ALONE, readings.read_time_alone),
    *_ENGLISH[5:9],
)
