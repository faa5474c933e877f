"""The calendars' part of the policy: hours, notices of holidays, single days."""

from datetime import date, time
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from responder.clocks.calendars import Calendars, Hours
from responder.clocks.workdays import Notice, Workdays


def _hour_text(text: str) -> str:
    _hour(text)
    return text


def _date_text(text: str) -> str:
    _date(text)
    return text


HourText = Annotated[str, AfterValidator(_hour_text)]
DateText = Annotated[str, AfterValidator(_date_text)]


class NoticeSettings(BaseModel):
    """A State Council notice entered by hand; dates as 2031-01-01."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    year: int = Field(ge=1950, le=2200)
    basis: str = Field(min_length=1)
    off: list[DateText]
    working: list[DateText]

    def build(self) -> Notice:
        """The notice as the calendar uses it."""
        off, working = (frozenset(map(_date, days)) for days in (self.off, self.working))
        return Notice(self.year, off, working)

    @model_validator(mode="after")
    def _within_its_year(self) -> Self:
        notice = self.build()
        both = notice.off & notice.working
        if both:
            raise ValueError(f"{min(both)} 既写为放假又写为上班")
        for day in sorted(notice.off | notice.working):
            if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
                raise ValueError(f"{day} 不在 {self.year} 年（或上一年 12 月）之内")
        return self


class DaySettings(BaseModel):
    """One day that is worked, or not, against the rule."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    date: DateText
    working: bool
    basis: str = Field(min_length=1)


class CalendarSettings(BaseModel):
    """Hours as ["07:00", "23:00"], Asia/Shanghai, within one day."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    duty: list[HourText]
    working: list[HourText]
    notices: list[NoticeSettings] = []
    days: list[DaySettings] = []

    def build(self) -> Calendars:
        """The calendars with these hours and days."""
        notices = tuple(notice.build() for notice in self.notices)
        single = {_date(day.date): day.working for day in self.days}
        return Calendars(_hours(self.duty), _hours(self.working), Workdays(notices, single))

    @field_validator("duty", "working")
    @classmethod
    def _open_before_close(cls, texts: list[str]) -> list[str]:
        if len(texts) != 2 or _hour(texts[0]) >= _hour(texts[1]):
            raise ValueError('时段须写成两个时刻，先开始后结束，在同一天之内，如 ["07:00", "23:00"]')
        return texts

    @field_validator("notices")
    @classmethod
    def _one_notice_a_year(cls, notices: list[NoticeSettings]) -> list[NoticeSettings]:
        years = [notice.year for notice in notices]
        for year in years:
            if years.count(year) > 1:
                raise ValueError(f"{year} 年的放假安排写了不止一次")
        return notices


def _hours(texts: list[str]) -> Hours:
    return Hours(_hour(texts[0]), _hour(texts[1]))


def _hour(text: str) -> time:
    try:
        hour = time.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"“{text}”不是时刻，请写成 07:00") from error
    if hour.tzinfo or hour.microsecond:
        raise ValueError(f"“{text}”不是时刻，请写成 07:00")
    return hour


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"“{text}”不是日期，请写成 2031-01-01") from error
