"""Who published an article first (来源) and who wrote it (作者), from declarations and labelled lines."""

import re
from collections.abc import Iterable

from crawlers.article.dom import Block
from crawlers.article.metadata import Metadata

_END = r"(?=\s*(?:$|[|｜丨\]】）)]|\s{1,}|&nbsp|作者|编辑|责编|记者|发布|时间|日期|点击|浏览|阅读|字号|字体|分享|打印|\d{4}[-年/.]))"
_NAME = r"([^\s|｜丨:：,，;；。<>【】\[\]（）()]{2,30}?)"
_SOURCE = re.compile(r"(?:信息|文章|稿件|新闻|资料)?(?:来\s*源|來\s*源|稿源|出处|转自|发布单位|发布机构|信息来源)\s*[:：]\s*" + _NAME + _END)
_AUTHOR_LABELLED = re.compile(r"(?:作\s*者|撰\s*文|发帖人|楼主|留言人)\s*[:：]\s*" + _NAME + _END)
_NOT_A_NAME = re.compile(r"^(?:未知|网络|佚名|本站|本网|管理员|admin|null|undefined|https?:.*|\d+)$", re.IGNORECASE)
_LONGEST_LINE = 200


def find_source(found: list[Block], metadata: Metadata) -> str | None:
    """The outlet that the article names as its origin; else the site's own name; else None."""
    labelled = _labelled(found, _SOURCE)
    names = (*metadata.sources, *labelled, *metadata.sites)
    return next((name for name in map(_clean, names) if name), None)


def find_author(found: list[Block], metadata: Metadata) -> str | None:
    """The author's name as written: only ever to be turned into a keyed hash, never stored."""
    names = (*metadata.authors, *_labelled(found, _AUTHOR_LABELLED))
    return next((name for name in map(_clean, names) if name), None)


def _labelled(found: Iterable[Block], pattern: re.Pattern[str]) -> list[str]:
    lines = (block.text for block in found if len(block.text) <= _LONGEST_LINE)
    return [match[1] for line in lines if (match := pattern.search(line))]


def _clean(name: str) -> str | None:
    name = name.strip(" \t-—·:：|[]【】()（）")
    if not 2 <= len(name) <= 40 or _NOT_A_NAME.match(name):
        return None
    return name
