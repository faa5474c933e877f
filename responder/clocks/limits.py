"""Limits as the policy writes them: “30分钟”, “12小时30分钟”, “3个工作日”."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator

from responder.clocks.calendars import LONGEST

_WORKING = re.compile(r"([0-9]{1,5})\s*个?工作日")
_TIME = re.compile(r"(?:([0-9]{1,5})天)?(?:([0-9]{1,6})(?:个)?小时)?(?:([0-9]{1,7})分钟?)?")


@dataclass(frozen=True)
class Limit:
    """Either whole working days or a length of time; the other one is zero."""

    working_days: int
    time: timedelta


def parse_limit(text: str) -> Limit:
    """The limit that the text states; ValueError (Chinese) where it states none above zero."""
    squeezed = text.replace(" ", "")
    working = _WORKING.fullmatch(squeezed)
    time = _TIME.fullmatch(squeezed)
    if working:
        limit = Limit(int(working.group(1)), timedelta())
    elif squeezed and time:
        days, hours, minutes = (int(part or 0) for part in time.groups())
        limit = Limit(0, timedelta(days=days, hours=hours, minutes=minutes))
    else:
        raise ValueError(f"看不懂时长“{text}”，请写成“30分钟”“5小时”或“3个工作日”")
    return _bounded(text, limit)


def parse_time(text: str) -> timedelta:
    """Like `parse_limit`, for lengths of time only."""
    limit = parse_limit(text)
    if limit.working_days:
        raise ValueError(f"这里不能按工作日写“{text}”，请写成“1小时”“30分钟”")
    return limit.time


def _bounded(text: str, limit: Limit) -> Limit:
    if not limit.working_days and not limit.time:
        raise ValueError(f"时长“{text}”必须大于零")
    if limit.working_days + limit.time.days > LONGEST.days // 2:
        raise ValueError(f"时长“{text}”太长，不能超过五年")
    return limit


def _limit_text(text: str) -> str:
    parse_limit(text)
    return text


def _time_text(text: str) -> str:
    parse_time(text)
    return text


LimitText = Annotated[str, AfterValidator(_limit_text)]
TimeText = Annotated[str, AfterValidator(_time_text)]
