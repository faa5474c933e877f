"""Verdicts revised by what people's corrections taught; every change says so among the reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis.assessment import Assessment, Reason
from analysis.corrections.layer import Layer, rows_of
from analysis.corrections.tasks import CORRECTED
from analysis.relevance import BY_ORIGIN
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
    """Applies the layers in use; make it once and keep it."""

    def __init__(self, layers: Mapping[str, Layer]) -> None:
        self._layers = [layers[name] for name in CORRECTED if name in layers]

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
        return found


def _explained(verdict: Assessment, layer: Layer, former: str, chosen: str) -> Assessment:
    label = CORRECTED[layer.task].label
    change = f"{label}由“{_shown(layer, former)}”改为“{_shown(layer, chosen)}”"
    said = f"{change}，依据 {layer.card['corrections']} 条人工更正"
    return replace(verdict, reasons=(*verdict.reasons, Reason(FACTOR, said)))


def _shown(layer: Layer, name: str) -> str:
    return f"{name}级" if layer.task == "tier" and name.isdigit() else _SHOWN.get(name, name)
