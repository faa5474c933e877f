"""What can be trained: the column that holds the label, and how the learners are set."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """`c` is the cost of an error for the plain learner, `ratio_c` for the one that weighs features by
    their log-count ratios, `ratio_smoothing` what is added to each count; `ratio_share` (0..1) is the
    latter's share in the mean of both. A feature counts from `least_rows` rows on.

    With `once` a feature counts the same however often it stands in a text.
    `helper` names a shipped head of another task, learned from other texts, whose scores the plain learner
    is shown too.
    `strip_emoticons` takes emoticons away first: that head judges the texts that have none, where
    emoticons would have told everything. `spread` learns from the counters of the posts too.
    """

    name: str
    column: str
    origin: str
    c: float
    ratio_c: float
    ratio_smoothing: float
    ratio_share: float = 0.5
    least_rows: int = 5
    once: bool = False
    helper: str = ""
    strip_emoticons: bool = False
    spread: bool = False


TASKS = {
    task.name: task
    for task in (
        Task("topic", "topic", "TipDM Cup 2020 problem C, attachment 2 (part)", 1.0, 0.5, 0.05),
        Task("sentiment", "sentiment", "weibo_senti_100k, dev part", 0.5, 0.3, 0.5, 1.0, 4),
        Task(
            "sentiment_words",
            "sentiment",
            "weibo_senti_100k, dev part, emoticons taken away",
            0.1,
            0.3,
            0.5,
            2 / 3,
            4,
            helper="emotion",
            strip_emoticons=True,
        ),
        Task("emotion", "emotion", "SMP2020-EWECT", 0.2, 0.2, 0.2, least_rows=3, once=True),
        Task(
            "rumor",
            "rumor",
            "CED (Tsinghua), text and counters",
            2.0,
            1.0,
            0.05,
            least_rows=2,
            once=True,
            spread=True,
        ),
    )
}
