import numpy as np

from analysis.linear.features import TITLE_COUNTS, counted, matrix, word_columns
from analysis.words.segment import plain_segmenter

TEXTS = ["搅拌站扰民", "扰民的搅拌站", "", "AbC", "搅拌站扰民"]
WORDS = [plain_segmenter().words(text) for text in TEXTS]


NO_TITLES = [0] * len(TEXTS)


def test_equal_texts_have_equal_rows_wherever_they_stand() -> None:
    rows = matrix(TEXTS, WORDS, NO_TITLES).toarray()
    alone = matrix([TEXTS[4]], [WORDS[4]], [0]).toarray()
    assert (rows[0] == rows[4]).all() and (rows[0] == alone[0]).all()
    assert rows[2].sum() == 0


def test_pairs_of_letters_do_not_cross_from_one_text_into_the_next() -> None:
    together = matrix(["甲", "乙"], [["甲"], ["乙"]], [0, 0])
    assert together.getnnz(axis=1).tolist() == [2, 2]  # one letter, one word


def test_repeats_count_by_logarithm() -> None:
    row = matrix(["哈哈哈哈"], [["哈哈", "哈哈"]], [0])
    counts = [2, 3, 4]  # the word, the pair, the letter
    assert np.allclose(sorted(row.data), 1 + np.log(counts))


def test_what_stands_in_the_title_counts_more() -> None:
    row = matrix(["噪音 扰民"], [["噪音", " ", "扰民"]], [3])
    assert np.isclose(row.data, 1 + np.log(TITLE_COUNTS)).sum() == 8  # three letters, three pairs, two words
    assert np.isclose(row.data, 1).sum() == 4


def test_letters_of_either_case_are_one_feature() -> None:
    rows = matrix(["ABC", "abc"], [["ABC"], ["abc"]], [0, 0])
    assert (rows[0] != rows[1]).nnz == 0


def test_a_large_batch_counts_as_a_small_one() -> None:
    columns, rows = np.array([7, 3, 7, 3]), np.array([1, 0, 1, 1])
    small = counted(rows, columns, 2, 8)
    assert (small != counted(rows, columns, 2, 2**32)[:, :8]).nnz == 0


def test_a_word_has_the_same_column_in_every_text() -> None:
    columns = word_columns([["搅拌站", "扰民"], ["扰民"]], 18)
    assert columns[1] == columns[2] != columns[0]
