"""Who published an article first (来源) and who wrote it (作者), from declarations and labelled lines."""

import re
from collections.abc import Iterable

from crawlers.article import dates
from crawlers.article.dom import Block, Node, names_of, squeeze, text_of
from crawlers.article.metadata import Metadata

_END = (
    r"(?=\s*(?:$|[|｜丨\]】）)]|\s+|&nbsp|作者|编辑|责编|记者|发布|时间|日期|点击|浏览|阅读|字号|字体"
    r"|分享|打印|\d{4}[-年/.]))"
)
_NAME = r"([^\s|｜丨:：,，;；。<>【】\[\]（）()]{2,30}?)"
_SOURCE = re.compile(
    r"(?:信息|文章|稿件|新闻|资料)?(?:(?:来\s*源|來\s*源)于?|稿源|出处|转自|发布单位|发布机构)\s*[:：]\s*"
    + _NAME
    + _END
)
_AUTHOR_LABELLED = re.compile(r"(?:作\s*者|撰\s*文|发帖人|楼主|留言人)\s*[:：]\s*" + _NAME + _END)
_LABEL = re.compile(r"^(?:来\s*源|來\s*源|作者)于?\s*[:：]\s*")
_NOT_A_NAME = re.compile(
    r"^(?:发布|发表|更新)(?:时间|日期).*|^(?:未知|网络|佚名|本站|本网|原创|管理员|admin|null|undefined|https?:.*|\d+|.*\d[年月日]"
    r"|.{0,4}(?:回覆|回复|评论).{0,2}|发布|发表于.*)$|[，。！？、,!?:：]",
    re.IGNORECASE,
)
_LONGEST_LINE = 200
_COLON = re.compile("[:：]")
_SOURCE_WORDS = frozenset(("source", "laiyuan", "mediaid", "where", "from", "outlet"))
_AUTHOR_WORDS = frozenset(("author", "writer", "nickname", "uname", "username"))
# A WeChat page names the account that published it here; an account is a publication.
_INLINE = ("a", "span", "em", "i", "font")
_ACCOUNT = "//*[@id='js_name']"
# Where a page may name a person as well as an outlet, only what is called like an outlet is one:
# a person's name is an author's, and leaves this package as a keyed hash alone.
_OUTLET = re.compile(
    r"[网報报社台局厅部委办院会处科队署站刊号吧]$|网|網|新闻|新聞|频道|客户端|发布|日报|晚报|在线|传媒|融媒|中心|公司|政府|政务"
    r"|杂志|周刊|快报|时报|广播|电视|视频|财经|资讯|热线|论坛|社区|法院|检察|公安|大学|协会|官方|文旅|之家",
)
# Everything on a data line that is not the outlet's name.
_DATA = re.compile(
    r"(?:发布|发表|更新|刊发)(?:时间|日期)?\s*[:：于]|(?:20)?\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|\d{1,2}[-/月]\d{1,2}日?|\d{1,2}:\d{2}(?::\d{2})?"
    r"|(?:发布|发表|更新|刊发)?(?:时间|日期|于)\s*[:：]?|今天|昨天|前天|刚刚|\d+\s*(?:分钟|小时|天)前"
    r"|(?:阅读|浏览|点击|评论|访问)(?:量|数|次数)?\s*[:：]?\s*\d*次?|字体?号?\s*[:：]?\s*[大中小\s]+|分享到?\s*[:：]?|打印|收藏|来自"
)


def read_account(root: Node) -> str:
    """The account that a page names as its publisher, to be taken while its tree is whole; else empty."""
    return text_of(next(iter(root.xpath(_ACCOUNT)), None))


def find_source(found: list[Block], metadata: Metadata, *, body: str, title: str, account: str) -> str | None:
    """The outlet that the article names as its origin; else the site's own name; else None.

    Asked in this order: the page's declaration, a labelled line, an element called source or the
    like, an account, what stands beside the date above the text.
    """
    above = _above(found, body)
    perhaps = [*_named(above, _AUTHOR_WORDS), *_beside_date(above)]
    names = (
        *metadata.sources,
        *_labelled(above, _SOURCE),
        *_named(above, _SOURCE_WORDS),
        account,
        *(name for text in perhaps if (name := _clean(text)) and _OUTLET.search(name)),
        *_labelled(found, _SOURCE),
        *metadata.sites,
    )
    return next((name for text in names if squeeze(text) != title and (name := _clean(text))), None)


def _above(found: list[Block], body: str) -> list[Block]:
    paragraphs = {line for line in body.split("\n") if len(line) > 12}
    first = next((i for i, b in enumerate(found) if b.text in paragraphs), len(found))
    return [b for b in found[max(0, first - 15) : first] if len(b.text) <= _LONGEST_LINE]


def _named(above: list[Block], words: frozenset[str]) -> list[str]:
    return [
        node.text_content()
        for block in above
        for node in (*block.node.iterdescendants(*_INLINE), block.node)
        if words.intersection(names_of(node))
    ]


def _beside_date(above: list[Block]) -> list[str]:
    lines = [block.spaced for block in above if dates.is_dated(block.spaced)]
    return [rest for line in lines if 2 <= len(rest := _DATA.sub(" ", line).strip()) <= 20]


def find_author(found: list[Block], metadata: Metadata, body: str) -> str | None:
    """The author's name as written: only ever to be turned into a keyed hash, never stored."""
    names = (
        *metadata.authors,
        *_labelled(found, _AUTHOR_LABELLED),
        *_named(_above(found, body), _AUTHOR_WORDS),
    )
    return next((name for name in map(_clean, names) if name), None)


def _labelled(found: Iterable[Block], pattern: re.Pattern[str]) -> list[str]:
    lines = (b.spaced for b in found if len(b.text) <= _LONGEST_LINE and _COLON.search(b.text))
    return [match[1] for line in lines if (match := pattern.search(line))]


def _clean(name: str) -> str | None:
    name = _LABEL.sub("", squeeze(name)).strip(" \t-—·:：|[]【】()（）").split(" ")[0]
    if not 2 <= len(name) <= 40 or _NOT_A_NAME.match(name):
        return None
    return name
