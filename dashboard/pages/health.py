"""/healthz: the process answers. /readyz: the database is there, current, and the parts are alive."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, Response

from dashboard.visit import Visit
from huiying.core.models import Heartbeat

LONGEST_SILENCE = timedelta(minutes=5)


def alive(visit: Visit) -> Response:
    """Always 200 while the process serves."""
    return JSONResponse({"status": "ok"})


def ready(visit: Visit) -> Response:
    """200 where the tables are current and no part that ever reported has fallen silent, else 503."""
    database, parts = _database(visit), {}
    if database == "ok":
        with visit.read() as session:
            beats = session.execute(select(Heartbeat.part, Heartbeat.at)).all()
        parts = {part: _beat(at, visit.now, _silence(visit, part)) for part, at in beats}
    fine = database == "ok" and all(beat["alive"] for beat in parts.values())
    body = {"status": "ok" if fine else "unavailable", "database": database, "parts": parts}
    return JSONResponse(body, 200 if fine else 503)


def _database(visit: Visit) -> str:
    try:
        return "ok" if visit.site.database.is_current() else "outdated"
    except SQLAlchemyError:
        return "unreachable"


def _silence(visit: Visit, part: str) -> timedelta:
    """How long a part may be silent: a crawl round says nothing until it ends or is ended."""
    round_limit = visit.site.settings.crawl_limit_seconds if part == "crawl" else 0
    return LONGEST_SILENCE + timedelta(seconds=round_limit)


def _beat(at: datetime, now: datetime, silence: timedelta) -> dict[str, object]:
    return {"at": at.isoformat(), "alive": now - at <= silence}
