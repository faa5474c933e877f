"""What an event comes down to: a line, and three sentences of its own posts, each with its source."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from analysis.assessment import Emergency
from analysis.emergencies.figures import Figures, read_figures
from analysis.emergencies.report import OFFICIAL
from analysis.emergencies.sentences import Sentence, sentences
from analysis.events.terms import Terms, describe, unit
from analysis.events.texts import EventText
from analysis.texts import Text
from analysis.words.normalise import normalise
from analysis.words.shown import shown

MOST_SENTENCES = 3
# Of a large event its newest posts and those that touched most people speak.
NEWEST, LOUDEST = 24, 16
MOST_OF_POST = 8
SHORTEST, LONGEST, LONGEST_GIST = 10, 100, 60
LEAST_TERMS = 2
# Balance of what a sentence says of the event against what was said already (MMR), and how much of it
# may have been said.
SAYS, ALIKE = 0.7, 0.55
# A sentence that says so much less of the event than the best one is beside the matter.
LEAST_SAID = 0.45
OFFICIAL_WORTH, FIRST_WORTH, DENIAL_WORTH = 1.4, 1.2, 1.1
SOFT_WORTH = 0.5
# What holds so much of a statement that officials call false is that rumour itself.
LIKE_THE_DENIED = 0.4
BARE_DENIAL = 12

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DENIED, _DRILL = "已被否认的传言", "演练或虚构情节"
_EMOTICON = re.compile(r"\[[^\[\]\s]{1,8}\]")
_PICTURES = re.compile(
    "[\U0001f000-\U0001faff\u2190-\u21ff\u2600-\u27bf\ufe0f\u200d\u203c\u2049\ue000\ue001]+"
)
_TAG = re.compile(r"#[^#\s]{2,30}#")
_BRACKETS = re.compile(r"^【[^】]{0,60}】")
_DATELINE = re.compile(
    r"^\S{2,10}?(?:讯|电|消息)[ :：]+|^(?:据悉|据了解|另据|截至目前|记者从[^,，]{2,12}获悉)[,，]?"
)
_CRY = re.compile(
    r"[!！]{2,}|[?？]{2,}|^(?:救命|天理何在|还我|求求|扩散|转发|大家|顶|急)|谁来管|有没有人管|管一管|卧槽|黑心|无良|丧尽天良|没有王法"
)
# Pleas and courtesies stand in every letter and tell nothing of the matter.
_COURTESY = re.compile(
    r"^(?:请|恳请|希望|望|盼|谢谢|感谢|您好|你好|尊敬的|领导|敬请|请问|敬礼|此致|建议)|尽快(?:处理|解决|回复|答复)$|给个说法|为民做主"
    r"|不信谣|登录|点击|扫码|关注公众号|编辑|责编|来源"
)
_HEARD = re.compile(r"网传|群里|网上(?:流传|有人)|传言|传闻|朋友圈|听说|内部消息|紧急通知|都在[转传]")
_ASKING = re.compile(r"能不能|是不是|谁|为什么|为啥|怎么|到底|凭什么|何时|[?？]$|吗$|呢$")
_FIGURES = ("deaths", "injured", "missing")


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence of a post, and which post that is. `at` is its publication, aware, or None."""

    text: str
    post_id: str
    source: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Summary:
    """`gist` is one line of at most sixty letters, empty where no post says anything; `extract` holds up
    to three sentences, the oldest first."""

    gist: str = ""
    extract: tuple[Cited, ...] = ()


NOTHING_SAID = Summary()


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    post: Text
    place: int
    terms: Terms
    worth: float


def summarise(texts: Sequence[Text], latest: Emergency | None = None) -> Summary:
    """The event's line and extract, from its posts' own sentences.

    No cry without content, no plea, no rumour that is not denied in the same breath; no figure that
    `latest` has overtaken; nothing said twice.
    """
    heard = _speaking(texts)
    denied = _denied(heard)
    found = [one for one in _candidates(heard, latest) if not _is_denied(one, denied)]
    if not found:
        return NOTHING_SAID
    about = _about(found)
    rated = sorted(
        ((_dot(one.terms, about) * one.worth, one) for one in found),
        key=lambda pair: (-pair[0], _at(pair[1].post), pair[1].place, pair[1].text),
    )
    chosen = _chosen(rated)
    cited = sorted(chosen, key=lambda one: (_at(one.post), one.post.id, one.place))
    extract = tuple(
        Cited(one.text, one.post.id, one.post.source or one.post.channel, one.post.published_at)
        for one in cited
    )
    return Summary(_gist(chosen[0].text), extract)


def _speaking(texts: Sequence[Text]) -> list[Text]:
    """The posts that are heard, each text once, the oldest first."""
    newest = sorted(texts, key=lambda text: (_at(text), text.id), reverse=True)[:NEWEST]
    loudest = sorted(texts, key=lambda text: (-_touched(text), _at(text), text.id))[:LOUDEST]
    heard = {text.whole(): text for text in (*newest, *loudest)}
    return sorted(heard.values(), key=lambda text: (_at(text), text.id))


def _candidates(texts: Iterable[Text], latest: Emergency | None) -> Iterable[_Candidate]:
    for text in texts:
        pieces = _pieces(text, latest)
        posts = [EventText(text.id, _at(text), text=piece) for piece, _ in pieces]
        for place, (one, (piece, denial)) in enumerate(zip(describe(posts), pieces, strict=True)):
            if len(one.terms) >= LEAST_TERMS:
                yield _Candidate(piece, text, place, one.terms, _worth(text, piece, place, denial))


def _pieces(text: Text, latest: Emergency | None) -> list[tuple[str, bool]]:
    """The sentences of a post that may be quoted, and whether each is a denial."""
    official = text.channel in OFFICIAL
    whole = sentences("", text.text or text.title, text.published_at, hearsay=not official)
    found: list[tuple[str, bool]] = []
    for sentence in whole[: 4 * MOST_OF_POST]:
        denial = sentence.why_not == _DENIED and official
        drill = sentence.why_not == _DRILL and "演练" in sentence.text
        if not (denial or drill) and (sentence.why_not or _HEARD.search(sentence.text)):
            continue
        piece = _clean(sentence.text)
        quotable = SHORTEST <= len(piece) <= LONGEST and not _CRY.search(sentence.text)
        if quotable and (denial or not _overtaken(piece, latest)):
            found.append((piece, denial))
    return found[:MOST_OF_POST]


def _clean(sentence: str) -> str:
    """The sentence as a report quotes it."""
    text = _TAG.sub("", _PICTURES.sub("", _EMOTICON.sub("", sentence)))
    text = _BRACKETS.sub("", text.strip())
    text = _DATELINE.sub("", text.strip())
    return shown(text.strip(" ,，:：;；、-—~～!！"))


def _overtaken(piece: str, latest: Emergency | None) -> bool:
    """Does the sentence give a figure that is no longer the latest."""
    if latest is None or not any(
        letter.isdigit() or letter in "一二两三四五六七八九十百" for letter in piece
    ):
        return False
    said: Figures = read_figures([Sentence(normalise(piece), False)], latest.kind == "food_poisoning", True)
    for name in _FIGURES:
        given, stands = getattr(said, name), getattr(latest, name)
        if given is not None and given != (stands or 0):
            return True
    return False


def _worth(text: Text, piece: str, place: int, denial: bool) -> float:
    worth = OFFICIAL_WORTH if text.channel in OFFICIAL else 1.0
    worth *= FIRST_WORTH if place == 0 else 1.0
    worth *= DENIAL_WORTH if denial else 1.0
    worth *= SOFT_WORTH if _COURTESY.search(piece) or _ASKING.search(piece) else 1.0
    return worth * (1 + min(0.3, math.log1p(_touched(text)) / 40))


def _denied(texts: Iterable[Text]) -> list[Terms]:
    """What officials call false; a bare 不属实 with the words before it, in which the rumour is told."""
    found = []
    for text in texts:
        if text.channel not in OFFICIAL:
            continue
        pieces = sentences(text.title, text.text, text.published_at)
        for before, piece in pairwise([Sentence("", False), *pieces]):
            if piece.why_not == _DENIED:
                told = before.text if len(piece.text) < BARE_DENIAL else ""
                found.append(EventText(text.id, _at(text), text=f"{told}。{piece.text}"))
    return [one.terms for one in describe(found)]


def _is_denied(one: _Candidate, denied: Sequence[Terms]) -> bool:
    """Is it the rumour, and not an official's word on it."""
    if one.post.channel in OFFICIAL:
        return False
    return any(
        sum(weight * weight for word, weight in terms.items() if word in one.terms) >= LIKE_THE_DENIED
        for terms in denied
    )


def _about(found: Sequence[_Candidate]) -> Terms:
    """What the event is about: the sum of all that may be quoted, each post counting once."""
    posts: dict[str, int] = {}
    for one in found:
        posts[one.post.id] = posts.get(one.post.id, 0) + 1
    total: Terms = {}
    for one in found:
        for word, weight in one.terms.items():
            total[word] = total.get(word, 0.0) + weight / posts[one.post.id]
    return unit(total)


def _chosen(rated: Sequence[tuple[float, _Candidate]]) -> list[_Candidate]:
    """The best sentences that do not say the same, the best of all first."""
    chosen = [rated[0][1]]
    rest = [pair for pair in rated[1:] if pair[0] >= LEAST_SAID * rated[0][0]]
    while rest and len(chosen) < MOST_SENTENCES:
        rest = [pair for pair in rest if _said(pair[1], chosen) < ALIKE]
        if not rest:
            break
        best = max(rest, key=lambda pair: SAYS * pair[0] - (1 - SAYS) * _said(pair[1], chosen))
        chosen.append(best[1])
        rest.remove(best)
    return chosen


def _said(one: _Candidate, chosen: Sequence[_Candidate]) -> float:
    return max(_dot(one.terms, other.terms) for other in chosen)


def _dot(one: Terms, other: Terms) -> float:
    return sum([weight * other[word] for word, weight in one.items() if word in other])


def _gist(sentence: str) -> str:
    """As many clauses of the sentence as a line holds."""
    if len(sentence) <= LONGEST_GIST:
        return sentence
    head = sentence[: LONGEST_GIST - 1]
    end = max(head.rfind(sign) for sign in "，；：、")
    return f"{head[:end] if end >= LONGEST_GIST // 3 else head}…"


def _touched(text: Text) -> int:
    return sum(max(0, count or 0) for count in (text.reposts, text.comments, text.likes, text.dislikes))


def _at(text: Text) -> datetime:
    return text.published_at or _EPOCH
