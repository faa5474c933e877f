"""Texts in, assessments out: the one door of the room for verdicts on single posts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import cast, get_args

import numpy as np
from numpy.typing import NDArray

from analysis.assessment import Assessment, Emotion, Reason, Sentiment
from analysis.corrections.layer import Layer
from analysis.corrections.revising import Reviser
from analysis.emergencies.kinds import may_tell
from analysis.emergencies.report import Report, read_report
from analysis.heat import Heat, heat_of
from analysis.levels import APPEAL_NAMES, Signs, level_of
from analysis.lexicon import Hits, WordLists
from analysis.linear.model import Ensemble, shipped
from analysis.linear.reading import Read, read
from analysis.linear.spread import places
from analysis.profile import (
    Lexicon,
    ParkProfile,
    Routing,
    Rubric,
    default_lexicon,
    default_profile,
    default_routing,
    default_rubric,
)
from analysis.relevance import BY_ORIGIN, RelevanceJudge
from analysis.routing import Router
from analysis.texts import Text
from analysis.themes import MOST_THEMES, ThemeJudge
from analysis.words.keywords import keywords
from analysis.words.normalise import LONGEST, normalise
from analysis.words.segment import FastSegmenter, without_emoticons

HEADS = ("topic", "sentiment", "sentiment_words", "emotion", "rumor")
BATCH = 256
LONGEST_TITLE = 500
NEUTRAL = 0.25
APPEAL_TONE = 0.5
SENTIMENT_NAMES = {"negative": "负面", "neutral": "中性", "positive": "正面"}
EMOTIONS: tuple[Emotion, ...] = get_args(Emotion)

Chances = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Learned:
    """What the trained heads say of one text."""

    topic: str
    topic_confidence: float
    sentiment_score: float
    emotion: Emotion
    rumor: float


@dataclass(frozen=True, slots=True)
class Form:
    """One text in the forms that the parts read: normalised once, for all of them."""

    title: str
    whole: str
    read: Read


NOTHING = Report()
BLANK = Learned("城乡建设", 0.0, 0.0, "neutral", 0.0)


class Analyst:
    """Assesses texts against one profile; make it once and keep it. Safe for several threads.

    `profile`, `rubric` and `ask_below` are what it was made with, for clustering and the verdict on events.
    `layers`: what people's corrections taught, by task.
    """

    def __init__(
        self,
        profile: ParkProfile,
        routing: Routing,
        rubric: Rubric,
        lexicon: Lexicon | None = None,
        layers: Mapping[str, Layer] | None = None,
    ) -> None:
        self.profile, self.rubric, self.ask_below = profile, rubric, routing.ask_below
        self._relevance = RelevanceJudge(profile)
        self._router = Router(routing)
        self._themes = ThemeJudge(lexicon or default_lexicon())
        rules = {"rubric": {rule.name: rule.words for rule in rubric.words}}
        self._lists = WordLists(
            {**self._relevance.lists(), **self._router.lists(), **self._themes.lists(), **rules}
        )
        self._segmenter = FastSegmenter(profile.words())
        self._ensemble = Ensemble([shipped(task) for task in HEADS])
        self._reviser = Reviser(layers or {}, routing.ask_below)
        self._topics = self._ensemble.classes("topic")
        self._emotions = cast(tuple[Emotion, ...], self._ensemble.classes("emotion"))

    @classmethod
    def default(cls) -> "Analyst":
        return cls(default_profile(), default_routing(), default_rubric())

    def assess(self, texts: Sequence[Text], now: datetime) -> list[Assessment]:
        """One assessment a text, in the same order. Any text gets one, however broken."""
        return [
            one
            for start in range(0, len(texts), BATCH)
            for one in self._revised(texts[start : start + BATCH], now)
        ]

    def _revised(self, texts: Sequence[Text], now: datetime) -> list[Assessment]:
        return self._reviser.revise(texts, self._batch(texts, now))

    def _batch(self, texts: Sequence[Text], now: datetime) -> list[Assessment]:
        forms = [_form(text) for text in texts]
        words = [self._segmenter.words(form.read.text) for form in forms]
        learned = self._learned(texts, forms, words)
        found = keywords(words, [form.read.head for form in forms])
        return [
            self._one(text, form, verdict if form.whole else BLANK, terms, now)
            for text, form, verdict, terms in zip(texts, forms, learned, found, strict=True)
        ]

    def _learned(
        self, texts: Sequence[Text], forms: Sequence[Form], words: Sequence[list[str]]
    ) -> list[Learned]:
        """Texts with emoticons are judged by the head that knows them, others by words alone."""
        read_texts = [form.read.text for form in forms]
        chances = self._ensemble.chances(
            read_texts,
            [self._segmenter.plainly(row) for row in words],
            [form.read.head for form in forms],
            places([(text.reposts, text.comments, text.likes) for text in texts]),
        )
        marked = [without_emoticons(one) != one for one in read_texts]
        positive = np.where(marked, chances["sentiment"][:, 1], chances["sentiment_words"][:, 1])
        columns = zip(
            chances["topic"].argmax(1).tolist(),
            _rounded(chances["topic"].max(1)),
            _rounded(2 * positive.astype(np.float64) - 1),
            chances["emotion"].argmax(1).tolist(),
            _rounded(chances["rumor"][:, 1]),
            strict=True,
        )
        return [
            Learned(self._topics[topic], sure, tone, self._emotions[felt], false)
            for topic, sure, tone, felt, false in columns
        ]

    def _one(
        self, text: Text, form: Form, learned: Learned, found: tuple[str, ...], now: datetime
    ) -> Assessment:
        title_hits, hits = self._lists.find(form.title), self._lists.find(form.whole)
        report = _reported(text, form)
        themes = _with_emergency(self._themes.themes(title_hits, hits), report)
        relevance = self._relevance.judge(text, form.whole, hits, themes)
        appeal = self._themes.appeal(title_hits, hits)
        learned = _toned(learned, appeal, text.channel)
        heat = heat_of([text], self.rubric.scale, now)
        signs = _signs(text, heat, learned, appeal, themes, hits)
        level, points = level_of(signs, self.rubric)
        routed = self._router.route(learned.topic, learned.topic_confidence, themes, hits)
        tier, why = tier_of(relevance.relevant, report.grade, level)
        return Assessment(
            id=text.id,
            relevant=relevance.relevant,
            relevance=round(relevance.score, 3),
            topic=learned.topic,
            topic_confidence=learned.topic_confidence,
            themes=themes,
            appeal=appeal,
            sentiment=sentiment_of(learned.sentiment_score),
            sentiment_score=learned.sentiment_score,
            emotion=learned.emotion,
            rumor=learned.rumor,
            emergency=report.emergency,
            grade=report.grade,
            heat=heat.value,
            level=level,
            tier=tier,
            unit=routed.unit,
            supporting=routed.supporting,
            keywords=found,
            reasons=(
                *relevance.reasons,
                *_learned_reasons(learned, themes, appeal),
                *report.reasons,
                *heat.reasons,
                *points,
                why,
                routed.reason,
            ),
            places=relevance.places,
            unit_confidence=routed.confidence,
            ask_unit=routed.ask,
        )


def _signs(
    text: Text, heat: Heat, learned: Learned, appeal: str, themes: tuple[str, ...], hits: Hits
) -> Signs:
    return Signs(
        heat.value,
        1,
        0.0 if text.channel in BY_ORIGIN else learned.rumor,
        max(0.0, -learned.sentiment_score),
        learned.emotion,
        appeal,
        themes,
        hits.get("rubric", {}),
        heat.burst,
    )


def _rounded(figures: NDArray[np.floating]) -> list[float]:
    """To three decimals; what rounds to nothing has no sign."""
    decimals: list[float] = (np.round(figures.astype(np.float64), 3) + 0.0).tolist()
    return decimals


def _form(text: Text) -> Form:
    title, body = normalise(text.title, LONGEST_TITLE), normalise(text.text)
    whole = body if not title or text.text.startswith(text.title) else f"{title} {body}"[:LONGEST]
    return Form(title, whole, read(title, body))


def _reported(text: Text, form: Form) -> Report:
    """Most texts hold no word of an emergency, and need not be read closely."""
    if len(form.whole) < LONGEST and not may_tell(form.whole):
        return NOTHING
    return read_report(text)


def _with_emergency(themes: tuple[str, ...], report: Report) -> tuple[str, ...]:
    """A reported accident or poisoning is a matter of safety, whatever words it uses."""
    kind = report.emergency.kind if report.emergency else ""
    theme = {"accident": "安全生产", "food_poisoning": "食品安全"}.get(kind)
    if theme is None or theme in themes:
        return themes
    return (*themes[: MOST_THEMES - 1], theme)


def _toned(learned: Learned, appeal: str, channel: str) -> Learned:
    """The sentiment head learned from microblogs; an official letter's tone shows in its appeal."""
    if channel not in BY_ORIGIN:
        return learned
    if appeal in ("complaint", "report"):
        return replace(learned, sentiment_score=min(learned.sentiment_score, -APPEAL_TONE))
    if appeal == "praise":
        return replace(learned, sentiment_score=max(learned.sentiment_score, APPEAL_TONE))
    return learned


_NOT_REACHED = Reason("响应级别", "事件等级、舆情等级均未达到，暂不定级")
_NOT_RELEVANT = Reason("响应级别", "与园区无关，不定级")
TIER_NAMES = {1: "一", 2: "二", 3: "三", 4: "四"}


def sentiment_of(score: float) -> Sentiment:
    if abs(score) < NEUTRAL:
        return "neutral"
    return "positive" if score > 0 else "negative"


def tier_of(relevant: bool, grade: int | None, level: int | None) -> tuple[int | None, Reason]:
    """The graver of grade and level; none for what is no business of the park."""
    given = [one for one in (grade, level) if one is not None]
    if not given:
        return None, _NOT_REACHED
    if not relevant:
        return None, _NOT_RELEVANT
    tier = min(given)
    source = "事件等级" if grade == tier else "舆情等级"
    return tier, Reason("响应级别", f"{TIER_NAMES[tier]}级，依据{source}")


def _learned_reasons(learned: Learned, themes: tuple[str, ...], appeal: str) -> tuple[Reason, ...]:
    return (
        _topic_reason(learned.topic, learned.topic_confidence),
        *_words_reasons(themes, appeal),
        _tone_reason(learned.sentiment_score),
        _rumor_reason(learned.rumor),
    )


# Verdicts are rounded, so that few reasons serve many texts.
@lru_cache(maxsize=8192)
def _topic_reason(topic: str, sure: float) -> Reason:
    return Reason("主题", f"{topic}（把握{sure:.0%}）")


@lru_cache(maxsize=4096)
def _words_reasons(themes: tuple[str, ...], appeal: str) -> tuple[Reason, Reason]:
    return (
        Reason("领域", "、".join(themes) or "未见明显的领域用词"),
        Reason("诉求", APPEAL_NAMES[appeal]),
    )


@lru_cache(maxsize=4096)
def _tone_reason(score: float) -> Reason:
    return Reason("情感", f"{SENTIMENT_NAMES[sentiment_of(score)]}（{score:+.2f}）")


@lru_cache(maxsize=4096)
def _rumor_reason(chance: float) -> Reason:
    return Reason("谣言", f"按行文特征估计，谣言可能性{chance:.0%}")
