"""What a block of text says for its surroundings being the article."""

import re
from collections.abc import Iterable

from crawlers.article.dom import Block, Node

_PUNCTUATION = re.compile(r"[，。！？；：、…,!?;]|\.(?=\s|$)")
_SENTENCE = 12
# The small print of a page reads like running text, and on a page with a short notice there is more
# of it than of the notice.
_SMALL_PRINT = re.compile(
    r"ICP\s*[备证備]|公网安备|公安备案|网站标识码|版权所有|版權所有|版\s+权\s+所\s+有|Copyright"
    r"|All Rights Reserved|©|技术支持[:：]|(?:主办|承办|主管)(?:单位)?[:：]|建议使用.{0,40}(?:浏览器|分辨率)"
    r"|许可证(?:编)?号|网站地图"
    r"|虚假新闻举报|不良信息举报|举报电话|(?:未经|务经|須經|未獲).{0,12}(?:授权|許可|许可|授權).{0,20}(?:不得|禁止|严禁|请勿|請勿|转载|轉載)"
    r"|地址[:：].{0,60}(?:电话|邮编)|受著作權法保護",
    re.IGNORECASE,
)
# A moment with a clock time, and labels with a colon: a line about the article, not of it.
_STAMP = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?\s*\d{1,2}:\d{2}")
_LABEL = re.compile(r"(?:^|[\s|｜(（\[【])[^\s，。：:]{1,5}[：:]")
_DATA_LENGTH = 80


def value(block: Block) -> float:
    """In characters, counted up for punctuation; links count against it, the small print not at all."""
    own = len(block.text) - block.linked
    if block.linked > own:
        return -float(block.linked)
    if own < _SENTENCE or is_small_print(block.text) or is_data(block.text):
        return 0.0
    marks = len(_PUNCTUATION.findall(block.text))
    return own + 10.0 * min(marks, own / 8) if marks else own * 0.2


def worth_of(text: str) -> float:
    """The worth of a text, one paragraph a line."""
    return sum(value(Block(None, line, 0)) for line in text.split("\n"))


def is_small_print(text: str) -> bool:
    """Whether a line is of those that close a page: licence numbers, rights, who runs the site."""
    return len(text) <= 400 and _SMALL_PRINT.search(text) is not None


def is_stamped(text: str) -> bool:
    """Whether a short line holds a date with a clock time."""
    return len(text) <= _DATA_LENGTH and _STAMP.search(text) is not None


def is_data(text: str) -> bool:
    """Whether a line tells moment, author, source or counters of an article."""
    if len(text) > _DATA_LENGTH or text.endswith(("。", "！", "？", "”")):
        return False
    return _STAMP.search(text) is not None or len(_LABEL.findall(text)) >= 2


def running_text(found: Iterable[Block]) -> dict[Node, float]:
    """The worth of the running text inside each node that holds any."""
    worth: dict[Node, float] = {}
    for block in found:
        gain = max(0.0, value(block))
        for node in (block.node, *block.node.iterancestors()):
            worth[node] = worth.get(node, 0.0) + gain
    return worth
