"""Verdicts revised by what people's corrections taught; every change says so among the reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis.assessment import Assessment, Reason
from analysis.corrections.layer import Floats, Layer, rows_of
from analysis.corrections.tasks import CORRECTED
from analysis.relevance import BY_ORIGIN
from analysis.routing import reconsidered
from analysis.texts import Text

FACTOR = "人工更正"
_SHOWN = {
    "yes": "相关",
    "no": "无关",
    "none": "不定级",
    "negative": "负面",
    "neutral": "中性",
    "positive": "正面",
}


class Reviser:
    """Applies the layers in use; make it once and keep it. A unit that is less sure than `ask_below` is for
    a person to confirm."""

    def __init__(self, layers: Mapping[str, Layer], ask_below: float) -> None:
        self._layers = [layers[name] for name in CORRECTED if name in layers]
        self._ask_below = ask_below

    def revise(self, texts: Sequence[Text], verdicts: Sequence[Assessment]) -> list[Assessment]:
        """The verdicts, with another class where the layers are of another opinion."""
        found = list(verdicts)
        if not self._layers or not found:
            return found
        rows = rows_of(texts)
        for layer in self._layers:
            task = CORRECTED[layer.task]
            before = np.array([task.chances(verdict, layer.classes) for verdict in verdicts])
            said = layer.said(before, rows)
            for number in np.flatnonzero(said != before.argmax(1)).tolist():
                if layer.task == "relevance" and texts[number].channel in BY_ORIGIN:
                    continue
                chosen = layer.classes[said[number]]
                changed = task.write(found[number], chosen)
                found[number] = _explained(changed, layer, task.read(verdicts[number]), chosen)
            if layer.task == "unit":
                self._weigh_units(found, verdicts, layer, before, layer.chances(before, rows))
        return found

    def _weigh_units(
        self,
        found: list[Assessment],
        verdicts: Sequence[Assessment],
        layer: Layer,
        before: Floats,
        after: Floats,
    ) -> None:
        """What was given to whom makes a proposal surer, or doubtful, also where it does not change it."""
        why = f"派单规则与 {layer.card['corrections']} 条人工更正"
        for number, (verdict, was, is_) in enumerate(zip(verdicts, before, after, strict=True)):
            if found[number].unit not in layer.classes:
                continue
            column = layer.classes.index(found[number].unit)
            stayed = found[number].unit == verdict.unit
            moved = _moved(verdict.unit_confidence, was[column], is_[column])
            confidence = round(float(moved if stayed else is_[column]), 2)
            if not stayed or confidence != verdict.unit_confidence:
                found[number] = reconsidered(found[number], confidence, self._ask_below, why)


def _moved(confidence: float, before: float, after: float) -> float:
    """The confidence, its odds changed by as much as the layer changed the odds of the unit's chance."""
    odds = confidence * after * (1 - before)
    against = (1 - confidence) * before * (1 - after)
    return odds / (odds + against) if odds + against else confidence


def _explained(verdict: Assessment, layer: Layer, former: str, chosen: str) -> Assessment:
    label = CORRECTED[layer.task].label
    change = f"{label}由“{_shown(layer, former)}”改为“{_shown(layer, chosen)}”"
    said = f"{change}，依据 {layer.card['corrections']} 条人工更正"
    return replace(verdict, reasons=(*verdict.reasons, Reason(FACTOR, said)))


def _shown(layer: Layer, name: str) -> str:
    return f"{name}级" if layer.task == "tier" and name.isdigit() else _SHOWN.get(name, name)
