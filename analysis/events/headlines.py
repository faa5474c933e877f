"""What an event is called: by the title that says most of the matter, an editor's before a cry."""

import re

from analysis.events.lexicon import Lexicon
from analysis.events.state import EventMemory, Headline
from analysis.events.texts import EventText
from analysis.words.shown import shown

MOST_OFFERED = 6
LONGEST = 60
LONGEST_FIRST_WORDS = 40
LEAST = 4
# 【情况通报】 names a sort of post, not a matter.
LEAST_BRACKETED = 8
BREVITY = 30
CRY = 0.6
UNTITLED = 0.15
EDITED = 4.0

_EMOTICON = re.compile(r"\[[^\[\]\s]{1,8}\]")
_TAG = re.compile(r"#([^#\s]{2,30})#")
_BRACKETS = re.compile(r"^【\s*([^】]{0,60}?)\s*】")
_MENTION = re.compile(r"(?://)?@[\w·-]{1,30}[:：]?|https?://\S+")
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d\u203c\u2049]+")
_SHOUT = re.compile(r"[!！]+|[?？]{2,}|[~～]{2,}|[.。]{3,}|…{2,}")
_OPENING = re.compile(
    r"^(?:卧槽|我靠|天哪|天呐|救命|惊|急|跪求|求求|求助|紧急求助|快讯|最新|扩散|转发|重磅|震惊|曝光)+"
    r"[,，:：!！ ]*"
)
_CRIES = re.compile(
    r"[!！]{2,}|[?？]{2,}|卧槽|我靠|救救|求求|惊[!！]|黑心|无良|丧尽天良|天理|人性|还我|谁来管|有没有人管|无法无天|昏天暗地|‼|正在核实"
)
_ENDS = re.compile(r"[。!！?？;；\n]")
_EDGES = " ,，.。、:：;；!！-—~～|"


def offer(event: EventMemory, post: EventText) -> None:
    """Keep the post's title among those that may name the event."""
    text, titled = _words_of(post)
    if len(text) < LEAST and event.headlines:
        return
    if any(one.text == text for one in event.headlines):
        return
    event.headlines.append(Headline(text, post.weight, post.edited, titled))
    trim(event)


def trim(event: EventMemory) -> None:
    """Cut to the most that are kept; those that touched most people stay."""
    if len(event.headlines) > MOST_OFFERED:
        order = sorted(event.headlines, key=lambda one: (-one.edited, -one.titled, -one.weight))
        kept = {id(one) for one in order[:MOST_OFFERED]}
        event.headlines = [one for one in event.headlines if id(one) in kept]


def headline_of(event: EventMemory, lexicon: Lexicon) -> str:
    """The offered title that holds most of what the event is about, calm and short ones first."""
    if len(event.headlines) < 2:
        return calm(event.headlines[0].text) if event.headlines else ""
    points = [(_points(one, event, lexicon), -place) for place, one in enumerate(event.headlines)]
    return calm(event.headlines[-max(points)[1]].text)


def calm(title: str) -> str:
    """The title without shouting: no pictures, no doubled signs, no cry before the matter."""
    text = _PICTURES.sub("", _EMOTICON.sub("", title))
    text = _TAG.sub(r"\1 ", text) if _TAG.search(text) else text
    text = _OPENING.sub("", text.strip(_EDGES))
    text = re.sub(r"\s+", " ", _SHOUT.sub(lambda sign: "？" if sign[0][0] in "?？" else "，", text))
    return shown(text.strip(_EDGES)) or title.strip()[:LONGEST]


def _words_of(post: EventText) -> tuple[str, bool]:
    title = " ".join(post.title.split())
    if title:
        return title[:120], True
    text = _MENTION.sub("", post.text.strip())
    bracketed = _BRACKETS.match(text)
    if bracketed and len(_TAG.sub(r"\1", bracketed[1])) >= LEAST_BRACKETED:
        return bracketed[1], True
    text = text[bracketed.end() :] if bracketed else text
    bare = _TAG.sub("", text).strip() or text
    sentences = [part.strip() for part in _ENDS.split(bare[:400])]
    first = next((part for part in sentences if len(part) >= 8), sentences[0] if sentences else "")
    return _clauses(first), False


def _clauses(sentence: str) -> str:
    """As many clauses as a title holds."""
    text = ""
    for part in re.split(r"(?<=[，,：: ])", sentence):
        if text and len(text) + len(part) > LONGEST_FIRST_WORDS:
            break
        text += part
    return text[:LONGEST].strip(_EDGES)


def _points(one: Headline, event: EventMemory, lexicon: Lexicon) -> float:
    """The share of the event's weight that the title's words hold, less for cries and length."""
    words = {part for word in lexicon.words(one.text) for part, _, _ in lexicon.known[word]}
    held = sum(event.terms.get(word, 0.0) ** 2 for word in words)
    points = 0.05 + held / (event.square or 1.0)
    points *= EDITED if one.edited else 1.0 if one.titled else UNTITLED
    points *= CRY if _CRIES.search(one.text) else 1.0
    points *= min(1.0, BREVITY / max(1, len(one.text)))
    return float(points * (1 + min(one.weight, 1000.0) ** 0.25 / 10))
