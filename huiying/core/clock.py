"""The clock door: the only place that reads the time.

The edge (a command, a request, a job) calls `now()` once and passes it down; rules take `now` as an
argument. All moments are aware and in UTC; people read them in Asia/Shanghai.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment as people in the park read it (Asia/Shanghai)."""
    return moment.astimezone(SHANGHAI)


def parse(text: str) -> datetime:
    """An ISO 8601 moment as aware UTC; without an offset it is Asia/Shanghai.

    Raises ValueError with a Chinese message where the text is no moment.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"“{text}”不是有效的时间，请写成 2026-11-23T09:00:00+08:00") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)
