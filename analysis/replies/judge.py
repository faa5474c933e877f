"""Does a reply answer the message? The verdict, with the reason beside every point."""

from collections.abc import Sequence

from analysis.assessment import Reason
from analysis.replies.exchange import Exchange, ReplyQuality
from analysis.replies.lines import Line, shipped_line
from analysis.replies.rubric import ReplyRubric, default_reply_rubric
from analysis.replies.signs import SignReader, Signs
from analysis.words.keywords import keywords
from analysis.words.normalise import normalise
from analysis.words.segment import plain_segmenter

_SHOWN = 4


class ReplyJudge:
    """Judges replies by one rubric; make it once and keep it."""

    def __init__(
        self, rubric: ReplyRubric | None = None, complete: Line | None = None, explained: Line | None = None
    ) -> None:
        self._rubric = rubric or default_reply_rubric()
        self._signs = SignReader(self._rubric.words)
        self._complete = complete or shipped_line("complete")
        self._explained = explained or shipped_line("explained")

    def judge(self, exchange: Exchange) -> ReplyQuality:
        """The verdict; any text gets one, however broken."""
        signs = self._signs.read(exchange.reply)
        formulaic = self._is_formulaic(signs)
        asked = _telling(exchange.message)
        answered = [] if formulaic else [word for word in asked if word in normalise(exchange.reply)]
        relevance = self._relevance(len(asked), len(answered), formulaic)
        complete = not formulaic and self._complete.chance(signs) >= 0.5
        explained = not formulaic and self._explained.chance(signs) >= 0.5
        reasons = (
            *_formula_reason(signs, formulaic),
            self._relevance_reason(relevance, asked, answered),
            self._complete_reason(complete, signs),
            self._explained_reason(explained, signs),
            self._tone(signs, formulaic),
            self._promptness(exchange.delay_days),
        )
        score = round(_total(reasons, self._rubric), 1)
        return ReplyQuality(
            id=exchange.id,
            relevance=round(relevance, 3),
            complete=complete,
            explained=explained,
            formulaic=formulaic,
            delay_days=exchange.delay_days,
            score=score,
            band=self._rubric.bands.name(score),
            reasons=reasons,
        )

    def _is_formulaic(self, signs: Signs) -> bool:
        bounds = self._rubric.formulaic
        return signs.length < (bounds.forwarded_characters if signs.forwards else bounds.least_characters)

    def _relevance(self, asked: int, answered: int, formulaic: bool) -> float:
        if formulaic:
            return 0.0
        if not asked:
            return 0.5
        share, half = answered / asked, self._rubric.relevance.half
        return 0.5 * share / half if share <= half else 0.5 + 0.5 * (share - half) / (1 - half)

    def _relevance_reason(self, relevance: float, asked: Sequence[str], answered: Sequence[str]) -> Reason:
        points = round(self._rubric.points.relevance * relevance, 1)
        if not asked:
            return Reason("切题", "来信没有可供比对的要紧词语，按一半计", points)
        missing = [word for word in asked if word not in answered]
        said = f"来信的 {len(asked)} 个要紧词语中回应了 {len(answered)} 个"
        return Reason("切题", said + (f"，未提到：{'、'.join(missing[:_SHOWN])}" if missing else ""), points)

    def _complete_reason(self, complete: bool, signs: Signs) -> Reason:
        points = self._rubric.points.complete if complete else 0.0
        parts = (
            f"实质内容 {signs.length} 字，分 {signs.points} 点"
            if signs.points
            else f"实质内容 {signs.length} 字"
        )
        return Reason("答全", f"{parts}，{'看来逐项作了答复' if complete else '看来没有逐项答复'}", points)

    def _explained_reason(self, explained: bool, signs: Signs) -> Reason:
        points = self._rubric.points.explained if explained else 0.0
        shown = "、".join(dict.fromkeys((*signs.documents, *signs.findings, *signs.plans)).keys()) or "没有"
        return Reason("讲清", f"事实、依据与安排的用语：{shown[:120]}", points)

    def _tone(self, signs: Signs, formulaic: bool) -> Reason:
        points = self._rubric.points.tone
        if signs.harsh:
            return Reason("语气", f"有推责或训人之嫌：{'、'.join(signs.harsh[:_SHOWN])}", 0.0)
        if formulaic or not signs.polite:
            return Reason(
                "语气", "没有致谢、致歉或请谅解的话" if not signs.polite else "只有客套话", points / 2
            )
        return Reason("语气", "平和有礼", points)

    def _promptness(self, days: float | None) -> Reason:
        if days is None:
            return Reason("及时", "没有来信或答复的时间，此项不计，其余各项按比例折算")
        bounds = self._rubric.promptness
        late = (days - bounds.full_days) / (bounds.last_days - bounds.full_days)
        points = self._rubric.points.promptness * (1 - min(1.0, max(0.0, late)))
        return Reason("及时", f"来信后 {days:.1f} 天答复", round(points, 1))


def _telling(message: str) -> tuple[str, ...]:
    """The words that tell what the message is about."""
    words = plain_segmenter().words(normalise(message))
    return keywords([words], [0])[0] if words else ()


def _formula_reason(signs: Signs, formulaic: bool) -> tuple[Reason, ...]:
    if not formulaic:
        return ()
    gone = f"，只说“{signs.forwards[0]}”" if signs.forwards else ""
    return (Reason("套话", f"除客套话外只有 {signs.length} 字{gone}，没有答复来信所问"),)


def _total(reasons: Sequence[Reason], rubric: ReplyRubric) -> float:
    """The points; a part that cannot be judged is left out and the rest counts for the whole."""
    unknown = sum(
        rubric.points.promptness for reason in reasons if reason.factor == "及时" and reason.points is None
    )
    earned = sum(reason.points or 0.0 for reason in reasons)
    return earned * 100 / (100 - unknown) if unknown < 100 else 0.0
