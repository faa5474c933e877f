"""What can be trained: the column that holds the label, and how the learner is set."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """`kept` features survive the pruning; `strip_emoticons` takes emoticons away first: that
    head judges the texts that have none, where emoticons would have told everything."""

    name: str
    column: str
    origin: str
    c: float
    balanced: bool = True
    least_rows: int = 2
    kept: int = 80_000
    strip_emoticons: bool = False


TASKS = {
    task.name: task
    for task in (
        Task("topic", "topic", "TipDM Cup 2020 problem C, attachment 2 (part)", 1.0, least_rows=3),
        Task("sentiment", "sentiment", "weibo_senti_100k, dev part", 1.0, kept=60_000),
        Task(
            "sentiment_words",
            "sentiment",
            "weibo_senti_100k, dev part, emoticons taken away",
            0.1,
            kept=60_000,
            strip_emoticons=True,
        ),
        Task("emotion", "emotion", "SMP2020-EWECT", 0.2, kept=60_000),
        Task("rumor", "rumor", "CED (Tsinghua), text and counters", 1.0, kept=60_000),
    )
}
