"""Every day of 2010-2026 against the State Council's notices, typed in here from their texts."""

from datetime import date, timedelta

import pytest

from responder.clocks.workdays import Notice, Workdays, published_years

# Per year: spans of days off as the notice states them, and the weekend days that were worked.
# Dates are MMDD; a notice for a year may reach into the December before (written with its year).
NOTICES = {
    2010: ("0101-0103 0213-0219 0403-0405 0501-0503 0614-0616 0922-0924 1001-1007",
           "0220 0221 0612 0613 0919 0925 0926 1009"),
    2011: ("0101-0103 0202-0208 0403-0405 0430-0502 0604-0606 0910-0912 1001-1007",
           "0130 0212 0402 1008 1009"),
    2012: ("0101-0103 0122-0128 0402-0404 0429-0501 0622-0624 0930-1007",
           "20111231 0121 0129 0331 0401 0428 0929"),
    2013: ("0101-0103 0209-0215 0404-0406 0429-0501 0610-0612 0919-0921 1001-1007",
           "0105 0106 0216 0217 0407 0427 0428 0608 0609 0922 0929 1012"),
    2014: ("0101-0101 0131-0206 0405-0407 0501-0503 0531-0602 0906-0908 1001-1007",
           "0126 0208 0504 0928 1011"),
    2015: ("0101-0103 0218-0224 0404-0406 0501-0503 0620-0622 0903-0905 0926-0927 1001-1007",
           "0104 0215 0228 0906 1010"),
    2016: ("0101-0103 0207-0213 0402-0404 0430-0502 0609-0611 0915-0917 1001-1007",
           "0206 0214 0612 0918 1008 1009"),
    2017: ("0101-0102 0127-0202 0402-0404 0429-0501 0528-0530 1001-1008",
           "0122 0204 0401 0527 0930"),
    2018: ("0101-0101 0215-0221 0405-0407 0429-0501 0616-0618 0922-0924 1001-1007",
           "0211 0224 0408 0428 0929 0930"),
    2019: ("20181230-0101 0204-0210 0405-0407 0501-0504 0607-0609 0913-0915 1001-1007",
           "20181229 0202 0203 0428 0505 0929 1012"),
    2020: ("0101-0101 0124-0202 0404-0406 0501-0505 0625-0627 1001-1008",
           "0119 0426 0509 0628 0927 1010"),
    2021: ("0101-0103 0211-0217 0403-0405 0501-0505 0612-0614 0919-0921 1001-1007",
           "0207 0220 0425 0508 0918 0926 1009"),
    2022: ("0101-0103 0131-0206 0403-0405 0430-0504 0603-0605 0910-0912 1001-1007",
           "0129 0130 0402 0424 0507 1008 1009"),
    2023: ("20221231-0102 0121-0127 0405-0405 0429-0503 0622-0624 0929-1006",
           "0128 0129 0423 0506 0625 1007 1008"),
    2024: ("0101-0101 0210-0217 0404-0406 0501-0505 0608-0610 0915-0917 1001-1007",
           "0204 0218 0407 0428 0511 0914 0929 1012"),
    2025: ("0101-0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
           "0126 0208 0427 0928 1011"),
    2026: ("0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
           "0104 0214 0228 0509 0920 1010"),
}  # fmt: skip


def moment(text: str, year: int) -> date:
    full = text if len(text) == 8 else f"{year}{text}"
    return date(int(full[:4]), int(full[4:6]), int(full[6:]))


def span(text: str, year: int) -> set[date]:
    first, last = (moment(part, year) for part in text.split("-"))
    return {first + timedelta(n) for n in range((last - first).days + 1)}


OFF = {day for year, (off, _) in NOTICES.items() for part in off.split() for day in span(part, year)}
ON = {moment(text, year) for year, (_, on) in NOTICES.items() for text in on.split()}


@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_the_year_is_as_the_notice_says(year: int) -> None:
    workdays = Workdays()
    days = [date(year, 1, 1) + timedelta(n) for n in range(366)]
    wrong = [
        day.isoformat()
        for day in days
        if day.year == year
        and workdays.day(day).working != (day in ON or (day.weekday() < 5 and day not in OFF))
    ]
    assert wrong == []
    assert not any(workdays.day(day).provisional for day in days if day.year == year)


def test_the_library_knows_the_notices_of_every_year_from_2001_to_2026() -> None:
    assert set(range(2001, 2027)) <= published_years()
    assert 2000 not in published_years()


def test_a_year_without_a_notice_is_provisional_from_its_first_to_its_last_day() -> None:
    unknown = max(published_years()) + 1
    workdays = Workdays()
    assert not workdays.day(date(unknown - 1, 12, 31)).provisional
    assert workdays.day(date(unknown, 1, 1)).provisional
    assert workdays.day(date(unknown, 12, 31)).provisional
    assert workdays.day(date(unknown + 20, 6, 1)).provisional
    assert workdays.day(date(2000, 12, 31)).provisional


def test_a_notice_entered_by_hand_stands_for_its_whole_year() -> None:
    unknown = max(published_years()) + 1
    new_year, make_up = date(unknown, 1, 1), first_sunday(unknown)
    december = date(unknown - 1, 12, 31)
    notice = Notice(unknown, frozenset({new_year, december}), frozenset({make_up}))
    workdays = Workdays((notice,))
    assert not workdays.day(new_year).working
    assert workdays.day(make_up).working
    assert not workdays.day(december).working
    assert workdays.day(date(unknown, 10, 1)).working == (date(unknown, 10, 1).weekday() < 5)
    assert not workdays.day(new_year).provisional


def test_a_single_day_beats_the_notice_but_makes_no_year_certain() -> None:
    typhoon, make_up = date(2026, 8, 12), date(2026, 10, 10)
    unknown = date(max(published_years()) + 1, 8, 12)
    workdays = Workdays(exceptions={typhoon: False, make_up: False, unknown: False})
    assert not workdays.day(typhoon).working
    assert not workdays.day(make_up).working
    assert not workdays.day(typhoon).provisional
    assert workdays.day(unknown).provisional


def first_sunday(year: int) -> date:
    return next(day for n in range(1, 8) if (day := date(year, 3, n)).weekday() == 6)
