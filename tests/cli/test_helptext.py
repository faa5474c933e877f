"""Help is wrapped by what the letters take on the screen."""

from huiying.cli.helptext import cells, wrapped


def test_a_chinese_letter_takes_two_cells() -> None:
    assert cells("回应 huiying") == 12


def test_lines_are_never_wider_than_asked() -> None:
    text = "建立运行目录（HUIYING_HOME，缺省 ./huiying-home），写入可编辑的配置并登记责任单位与信源。"
    lines = wrapped(text, 30)
    assert len(lines) > 1
    assert all(cells(line) <= 32 for line in lines)  # a stop may hang over
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_no_line_begins_with_a_stop_and_words_stay_whole() -> None:
    lines = wrapped("采集到期的信源，写明 SOURCE 时采集这些信源，不论是否到期。", 16)
    assert not any(line[0] in "，。" for line in lines)
    assert any("SOURCE" in line for line in lines)


def test_an_empty_line_stays() -> None:
    assert wrapped("", 20) == [""]
