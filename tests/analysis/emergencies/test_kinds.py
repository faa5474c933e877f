import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.emergencies.kinds import KINDS, kind_of, may_tell

CHARACTERS = st.characters(min_codepoint=0x20, max_codepoint=0x9FFF, exclude_categories=["Cs", "Cc"])


@pytest.mark.parametrize("pattern", [pattern for _, pattern in KINDS], ids=lambda one: one.pattern[:12])
def test_no_text_that_a_pattern_fits_is_passed_over(pattern: re.Pattern[str]) -> None:
    @settings(max_examples=60, deadline=None, database=None)
    @given(st.from_regex(pattern, alphabet=CHARACTERS))
    def holds(text: str) -> None:
        assert may_tell(text)

    holds()


@pytest.mark.parametrize("text", ["路灯坏了半个月，晚上一片漆黑", "公交车改线以后要走两公里才有站", ""])
def test_everyday_complaints_need_no_close_reading(text: str) -> None:
    assert not may_tell(text) and kind_of("", text) is None
