import signal

import pytest

from analysis.emergencies.report import read_report
from analysis.texts import Text

SECONDS = 5


@pytest.mark.parametrize(
    "piece", ["一", "1", "3名", "从1人", "死亡由1", "1,234", "损失", "司机和", "无人员", "近", "男子"]
)
def test_repeated_fragments_are_read_in_linear_time(piece: str) -> None:
    """An alarm ends a reading that runs away; the whole takes a fraction of a second."""
    signal.alarm(SECONDS)
    try:
        report = read_report(Text(id="1", title=piece * 200, text="事故爆炸中毒" + piece * 9000))
    finally:
        signal.alarm(0)
    assert report.emergency is None or report.emergency.kind
