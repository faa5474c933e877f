"""Learning from people's corrections in an installation: gather, learn, try against what is in use, adopt."""

from dataclasses import dataclass
from typing import Any

from analysis.corrections.learning import Judged, TooFewCorrections, Trial, learn_layer
from analysis.corrections.tasks import CorrectedTask
from huiying.cli import layers
from huiying.cli.home import Home, make_analyst
from huiying.core import audit, clock
from huiying.core.errors import BadInput
from responder.corrections.gather import gather


@dataclass(frozen=True)
class Learned:
    """What came of it: the trial, the number it is kept under, and whether it is in use now."""

    task: CorrectedTask
    trial: Trial
    number: str
    adopted: bool

    def as_json(self) -> dict[str, Any]:
        """The object that `huiying train TASK` prints."""
        names = ("corrections", "anchors", "validated", "accuracy_before", "accuracy_after")
        found = {name: self.trial.layer.card[name] for name in names}
        return {"task": self.task.name, "number": self.number, **found, "adopted": self.adopted}

    def said(self) -> str:
        """The same in a sentence."""
        card = self.trial.layer.card
        before, after = f"现用的判对 {self.trial.before:.0%}", f"新学的判对 {self.trial.after:.0%}"
        scores = f"检验的 {card['validated']} 条中，{before}，{after}"
        if self.adopted:
            return f"{scores}；已启用学习结果 {self.number}，如需退回：huiying train {self.task.name} --back"
        return f"{scores}；不如现用的，没有启用（学习结果 {self.number} 已留存）"


def learn(home: Home, task: CorrectedTask) -> Learned:
    """Learn the layer of a task and take it into use where it is not worse.

    Raises BadInput where there are too few corrections.
    """
    analyst = make_analyst(home.settings, home.profile, home.routing, home.rubric, learned=False)
    with home.database.read() as session:
        corrected, anchors = gather(session, task.name)
    texts = [text for text, _ in corrected] + anchors
    verdicts = analyst.assess(texts, clock.now())
    given: list[str | None] = [right for _, right in corrected] + [None] * len(anchors)
    judged = [Judged(*row) for row in zip(texts, verdicts, given, strict=True)]
    in_use = layers.layers_in_use(home.settings.home).get(task.name)
    try:
        trial = learn_layer(task, judged, in_use)
    except TooFewCorrections as error:
        raise BadInput(str(error)) from error
    number = layers.keep(home.settings.home, trial.layer)
    if trial.not_worse:
        layers.put_in_use(home.settings.home, task.name, number)
        with home.database.write() as session:
            audit.record(
                session, "adopt_layer", "model", f"{task.name}/{number}", by=audit.MACHINE, now=clock.now()
            )
    return Learned(task, trial, number, trial.not_worse)
