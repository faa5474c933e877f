"""How people handle the demo's happenings: content/week.toml, and what they do where it says nothing."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from typing import Any

from huiying.cli.demo.moments import Calendar
from huiying.core.errors import BadInput

_SPAN = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?")
USUAL_PACES = (0.3, 0.42, 0.55, 0.66)


@dataclass(frozen=True, slots=True)
class Wording:
    """A text that a unit publishes."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Text:
    """What is published as `kind`, from `since` on (None: from the beginning)."""

    kind: str
    since: datetime | None
    wording: Wording


@dataclass(frozen=True, slots=True)
class Cap:
    """Until `before` nobody confirms a graver tier than this, for this reason."""

    before: datetime
    tier: int
    reason: str


@dataclass(frozen=True, slots=True)
class Raise:
    """From `after` on a graver verdict of the machine is followed, for this reason.

    `again`: the tier is confirmed anew even where it stays.
    """

    after: datetime
    reason: str
    again: bool


@dataclass(frozen=True, slots=True)
class Objection:
    """The unit objects so long after the assignment; the office upholds it so long after that."""

    after: timedelta
    reason: str
    suggests: str
    decided_after: timedelta
    said: str


@dataclass(frozen=True, slots=True)
class Words:
    """Something written so long after what it answers."""

    after: timedelta
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """The first publication is corrected at a moment, where it says what is wrong."""

    at: datetime
    wrong: str
    error: str
    noticed_by: str
    wording: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How one case is handled. `pace`: at which share of its span an answering clock is met, None never."""

    happening: str | None = None
    lead: str | None = None
    supporting: tuple[str, ...] = ()
    confirm: timedelta
    assign: timedelta
    acknowledge: timedelta
    pace: float | None
    close: timedelta | None
    caps: tuple[Cap, ...] = ()
    raises: tuple[Raise, ...] = ()
    objects: Objection | None = None
    order_reply: Words | None = None
    harm: Words | None = None
    side: Words | None = None
    correction: Correction | None = None
    texts: tuple[Text, ...] = ()

    def wording(self, kind: str, now: datetime) -> Wording | None:
        """What is published as `kind` at `now`; the later text wins."""
        fitting = [it for it in self.texts if it.kind == kind and (it.since is None or it.since <= now)]
        return fitting[-1].wording if fitting else None


def load_courses(calendar: Calendar) -> dict[str, Course]:
    """The courses that are written down, by happening."""
    path = files("huiying.cli.demo") / "content" / "week.toml"
    written = tomllib.loads(path.read_text(encoding="utf-8"))["course"]
    return {one["happening"]: _course(one, calendar) for one in written}


def usual_course(name: str) -> Course:
    """What is done with a case that nothing is written about; by its name, so that it is always the same."""
    number = int.from_bytes(sha256(name.encode()).digest()[:4], "big")
    return Course(
        confirm=timedelta(minutes=12 + number % 17),
        assign=timedelta(minutes=2 + number % 7),
        acknowledge=timedelta(minutes=20 + number % 70),
        pace=USUAL_PACES[number % len(USUAL_PACES)],
        close=timedelta(hours=3 + number % 5),
        order_reply=Words(timedelta(hours=4), "经办人外出办案未及时处理，已补办，今后由代理人接续。"),
    )


def _course(one: dict[str, Any], calendar: Calendar) -> Course:
    return Course(
        happening=one["happening"],
        lead=one.get("lead"),
        supporting=tuple(one.get("supporting", ())),
        confirm=_span(one["confirm"]),
        assign=_span(one["assign"]),
        acknowledge=_span(one["acknowledge"]),
        pace=one.get("pace"),
        close=_span(one["close"]) if one.get("close") else None,
        caps=tuple(
            Cap(calendar.moment(it["before"]), it["tier"], it["reason"]) for it in one.get("caps", ())
        ),
        raises=tuple(_raise(it, calendar) for it in one.get("raises", ())),
        objects=_objection(one["objects"]) if "objects" in one else None,
        order_reply=_words(one.get("order_reply")),
        harm=_words(one.get("harm")),
        side=_words(one.get("side")),
        correction=_correction(one["correction"], calendar) if "correction" in one else None,
        texts=tuple(_text(it, calendar) for it in one.get("texts", ())),
    )


def _cap(it: dict[str, Any], calendar: Calendar) -> Cap:
    return Cap(calendar.moment(it["before"]), it["tier"], it["reason"])


def _raise(it: dict[str, Any], calendar: Calendar) -> Raise:
    return Raise(calendar.moment(it["after"]), it["reason"], it.get("again", False))


def _objection(it: dict[str, str]) -> Objection:
    return Objection(_span(it["after"]), it["reason"], it["suggests"], _span(it["decided_after"]), it["said"])


def _words(it: dict[str, str] | None) -> Words | None:
    return Words(_span(it["after"]), it["text"]) if it else None


def _correction(it: dict[str, str], calendar: Calendar) -> Correction:
    return Correction(
        calendar.moment(it["at"]), it["wrong"], it["error"], it["noticed_by"], _wording(it, calendar)
    )


def _text(it: Mapping[str, str], calendar: Calendar) -> Text:
    since = calendar.moment(it["since"]) if "since" in it else None
    return Text(it["kind"], since, _wording(it, calendar))


def _wording(it: Mapping[str, str], calendar: Calendar) -> Wording:
    return Wording(calendar.write(it["title"]), calendar.write(it["body"]))


def _span(written: str) -> timedelta:
    match = _SPAN.fullmatch(written)
    if match is None or not any(match.groups()):
        raise BadInput(f"“{written}”不是时长，请写成 40m、2h 或 1h30m")
    hours, minutes = (int(number or 0) for number in match.groups())
    return timedelta(hours=hours, minutes=minutes)
