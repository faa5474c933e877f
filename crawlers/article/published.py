"""When an article was published, from the best of what the page offers."""

import re
from collections.abc import Iterator
from datetime import datetime

from crawlers.article import dates
from crawlers.article.dom import Block, Node
from crawlers.article.metadata import Metadata
from crawlers.article.worth import is_stamped

_LABEL = re.compile(
    r"(?:发布|發布|发表|發表|刊发|成文|发文|公开|上传|录入|创建|更新|编辑|稿件)?(?:时间|時間|日期|于|於|時間)\s*[:：]|发布\s*[:：]"
)
_CHANGED = re.compile(r"^(?:最后|最近)?(?:更新|修改|编辑)(?:时间|日期|于)?\s*[:：]?\s*\d")
_URL_DATE = re.compile(r"(?<!\d)(20[0-3]\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")
_TIME_NAMES = re.compile(r"time|date|pub|info|source|meta|laiyuan|riqi|fbsj|msg", re.IGNORECASE)
_LONGEST_LINE = 160
_MOST_BLOCKS = 3000
_MOST_TAGS = 20
_SIGNATURE = re.compile(r"[（(\s]*(?:20\d\d|二[〇零○Oo]..)\s?[-年./]\s?.{1,3}[-月./]\s?.{1,4}?日?[）)\s]*")
_SIGNATURE_WITHIN = 4
_JUST_BELOW = 3
_YEAR_ALONE = re.compile(r"20\d\d")


def read_time_tags(root: Node) -> list[str]:
    """What the <time> tags of a page say, to be taken while its tree is whole."""
    return [node.get("datetime") or node.text_content() for node in root.xpath("//time")[:_MOST_TAGS]]


def find_published(
    times: list[str], found: list[Block], metadata: Metadata, *, body: str, url: str, now: datetime
) -> datetime | None:
    """The moment of publication, aware, in Asia/Shanghai; a page that names none gives None.

    Order of trust: what the page declares; a dated line beside the title or anywhere outside the text;
    a <time> tag; a date in the address; the date under the signature; the last moment of change.
    """
    declared = [m for text in metadata.moments if (m := dates.parse(text, now))]
    shown = list(_shown(found, body, now, of_changes=False))
    tagged = [m for text in times if (m := dates.parse(text, now))]
    in_url = list(_in_url(url, now))
    updates = [m for text in metadata.updates if (m := dates.parse(text, now))]
    for choices in (declared[:1], shown, tagged, in_url):
        if choices:
            dated = _in_its_year(choices[0], updates + in_url)
            return _sharpest(dated, declared + shown + tagged)
    late = (*_signed(body, now), *updates, *_shown(found, body, now, of_changes=True))
    return next((moment for moment in late if moment), None)


def _in_its_year(chosen: datetime, witnesses: list[datetime]) -> datetime:
    """The year of another mention of the same day before: no page changes before it is published, so
    the chosen one was written without its year."""
    day = (chosen.month, chosen.day)
    years = (m.year for m in witnesses if (m.month, m.day) == day and m < chosen)
    return chosen.replace(year=next(years, chosen.year))


def _signed(body: str, now: datetime) -> Iterator[datetime | None]:
    """The date under the signature of a notice: the last line but few, and nothing else on it."""
    for line in reversed(body.split("\n")[-_SIGNATURE_WITHIN:]):
        if _SIGNATURE.fullmatch(line):
            yield dates.parse(line, now)


def _shown(found: list[Block], body: str, now: datetime, *, of_changes: bool) -> Iterator[datetime]:
    """Dated lines outside the text, the likeliest first; `of_changes` are those of a later edit."""
    paragraphs = set(body.split("\n"))
    opening = [i for i, block in enumerate(found) if _opens(block, paragraphs)] or [len(found)]
    first, last = opening[0], opening[-1]
    scored = []
    for i, block in enumerate(found[:_MOST_BLOCKS]):
        if block.text in paragraphs or len(block.text) > _LONGEST_LINE:
            continue
        text = _with_its_rest(found, i)
        if bool(_CHANGED.search(text)) is not of_changes:
            continue
        score = _credit(block, i - first)
        if 0 < i - last <= _JUST_BELOW and is_stamped(text):
            score += 1  # boards set the moment of a post below it
        moment = dates.parse(_from_label(text), now) if score > 0 else None
        if moment is not None and dates.is_dated(text):
            bonus = 2 if dates.has_date(text) else 0
            scored.append((score + bonus, -abs(i - first), moment))
    yield from (moment for _, _, moment in sorted(scored, key=lambda s: s[:2], reverse=True))


def _with_its_rest(found: list[Block], i: int) -> str:
    """A line; where it is a year alone, with the two below it: some pages set a date in three boxes."""
    if not _YEAR_ALONE.fullmatch(found[i].text):
        return found[i].spaced
    rest = [block.text for block in found[i + 1 : i + 3]]
    return f"{found[i].text}-{' '.join(rest).replace('/', '-')}"


def _opens(block: Block, paragraphs: set[str]) -> bool:
    return len(block.text) > 12 and block.text in paragraphs and not dates.has_date(block.text)


def _credit(block: Block, distance: int) -> int:
    """How much a line looks like the data line of the article; distance counts blocks to the text."""
    score = 0
    if _LABEL.search(block.text):
        score += 4
    if "来源" in block.text or "來源" in block.text:
        score += 2
    if any(_TIME_NAMES.search(block.node.get(a) or "") for a in ("class", "id")):
        score += 2
    if -15 <= distance < 0:
        score += 3
    elif 0 <= distance <= 3:
        score += 1
    if block.linked * 2 > len(block.text):
        # A link list; but data lines, too, link the outlet and the comments after the date.
        score -= 1 if dates.has_date(block.text[:16]) else 4
    return score


def _from_label(text: str) -> str:
    label = _LABEL.search(text)
    return text[label.start() :] if label and dates.is_dated(text[label.start() :]) else text


def _in_url(url: str, now: datetime) -> Iterator[datetime]:
    for match in _URL_DATE.finditer(url):
        moment = dates.parse("-".join(match.groups()), now)
        if moment is not None:
            yield moment


def _sharpest(chosen: datetime, others: list[datetime]) -> datetime:
    """The same day with a time of day, where another mention has one."""
    if chosen.hour or chosen.minute:
        return chosen
    same = (m for m in others if m.date() == chosen.date() and (m.hour or m.minute))
    return next(same, chosen)
