import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.words.keywords import keywords
from analysis.words.normalise import LONGEST, MENTION, URL, normalise
from analysis.words.segment import FastSegmenter, plain_segmenter, repair, without_emoticons

SAMPLES = [
    "黄石新港物流工业园区管委会今天召开会议，研究棋盘洲港区扬尘治理问题。",
    "请问A7县泉塘街道什么时候通公交？星沙大道和漓湘路口的红绿灯坏了三天了！",
    "电话是0714-6352011，邮箱 test_mail@example.com，版本v1.2.3，降幅3.5%",
    "他说：“我来到北京清华大学”，然后打开iPhone-12看了看index.html",
    "12月7日6时左右，一辆大客车与一辆货车相撞，导致6死10伤",
    "等了两个小时......公交还没来---到底归谁管?! 还有a..b和x_-y",
]


@pytest.mark.parametrize("text", SAMPLES)
def test_the_fast_segmenter_cuts_as_jieba_does(text: str) -> None:
    assert plain_segmenter().words(text) == list(jieba.cut(text))


PIECES = st.sampled_from(
    [*"的了一我是在码头路灯", "新港", "...", "--", "_", "v1.2", "A-b", "3.5%", "#", "+", " ", ",", "?"]
)


@settings(max_examples=150, deadline=None, database=None)
@given(st.lists(PIECES, max_size=14))
def test_any_mixture_is_cut_as_jieba_does(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert plain_segmenter().words(text) == list(jieba.cut(text))


def test_names_of_the_park_are_cut_plainly_for_the_heads() -> None:
    segmenter = FastSegmenter(["棋盘洲保税物流中心", "黄石"])
    words = segmenter.words("黄石的棋盘洲保税物流中心和棋盘洲保税物流中心")
    assert words.count("棋盘洲保税物流中心") == 2
    assert segmenter.plainly(words) == plain_segmenter().words("黄石的棋盘洲保税物流中心和棋盘洲保税物流中心")


@pytest.mark.parametrize("text", [*SAMPLES, "", "[泪][泪]好", "\ue000 \ue001", "a.b_c-d", "😀。"])
def test_the_words_joined_give_the_text(text: str) -> None:
    assert "".join(plain_segmenter().words(text)) == text


def test_emoticons_stay_whole_and_can_be_taken_away() -> None:
    assert plain_segmenter().words("好开心[哈哈][泪]") == ["好开心", "[哈哈]", "[泪]"]
    assert without_emoticons("好开心[哈哈][泪]") == "好开心"


def test_the_parks_own_words_stay_whole() -> None:
    assert "棋盘洲保税物流中心" in FastSegmenter(["棋盘洲保税物流中心"]).words("我在棋盘洲保税物流中心上班")


def test_an_ascii_run_is_split_as_jieba_does() -> None:
    assert repair("v1.2.3") == list(jieba.cut("v1.2.3"))
    assert repair("中文") == ["中文"]


def test_addresses_mentions_and_width_are_normalised() -> None:
    text = normalise("ＡＢＣ１２３，见 http://t.cn/abc123 @某人 ！\u200b\x00好")
    assert text == f"ABC123,见 {URL} {MENTION} ! 好"


def test_traditional_letters_are_simplified_and_lengths_stay() -> None:
    assert (
        normalise("園區管委會對揚塵問題進行了調查,還沒有結果") == "园区管委会对扬尘问题进行了调查,还没有结果"
    )
    assert normalise("乾隆年间的瞭望塔") == "乾隆年间的瞭望塔"


def test_lone_surrogates_and_length_do_no_harm() -> None:
    assert normalise("\ud800坏") == "?坏"
    assert len(normalise("长" * 100_000)) == LONGEST


def test_keywords_are_the_telling_words_title_first() -> None:
    words = plain_segmenter().words("搅拌站扰民。您好，我们小区旁边的搅拌站粉尘很大")
    found = keywords([words, []], [5, 0])
    assert found[0][0] == "搅拌站"
    assert "我们" not in found[0] and "您好" not in found[0]
    assert found[1] == ()
