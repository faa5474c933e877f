import numpy as np

from analysis.linear.features import Shape, matrix, word_columns
from analysis.words.segment import plain_segmenter

TEXTS = ["搅拌站扰民", "扰民的搅拌站", "", "AbC", "搅拌站扰民"]
WORDS = [plain_segmenter().words(text) for text in TEXTS]


def test_equal_texts_have_equal_rows_wherever_they_stand() -> None:
    rows = matrix(TEXTS, WORDS, Shape()).toarray()
    alone = matrix([TEXTS[4]], [WORDS[4]], Shape()).toarray()
    assert (rows[0] == rows[4]).all() and (rows[0] == alone[0]).all()
    assert rows[2].sum() == 0


def test_n_grams_do_not_cross_from_one_text_into_the_next() -> None:
    together = matrix(["甲", "乙"], [["甲"], ["乙"]], Shape())
    assert together.getnnz(axis=1).tolist() == [2, 2]  # one character, one word


def test_repeats_count_by_logarithm() -> None:
    row = matrix(["哈哈哈哈"], [["哈哈", "哈哈"]], Shape(characters=(1,), pairs=False))
    assert np.allclose(sorted(row.data), [1 + np.log(2), 1 + np.log(4)])


def test_letters_of_either_case_are_one_feature() -> None:
    rows = matrix(["ABC", "abc"], [["ABC"], ["abc"]], Shape())
    assert (rows[0] != rows[1]).nnz == 0


def test_a_word_has_the_same_column_in_every_text() -> None:
    columns = word_columns([["搅拌站", "扰民"], ["扰民"]], 18)
    assert columns[1] == columns[2] != columns[0]
