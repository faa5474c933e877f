"""Parts of a page that its own markup names as something else than the article."""

import re

from crawlers.article.dom import Block, Node, drop, names_of
from crawlers.article.worth import running_text

_NAMES = frozenset(
    re.findall(
        r"[\w-]+",
        "share sharing shares bdsharebuttonbox related relate recommend recommended recommends "
        "comment comments reply copyright disclaimer footer foot nav navbar navigation "
        "breadcrumb breadcrumbs crumb crumbs sidebar aside ad ads advert advertisement adv "
        "toolbar tools popup modal dialog login register qrcode ewm pagination pager page-nav "
        "subscribe hotnews ranking rank tuijian xiangguan pinglun fenxiang statement menu "
        "topbar header tag tags keywords cookie qr_code relatedposts relatednews",
    )
)
_NEVER = ("html", "body", "article", "main")
_TAGS = "//nav|//footer|//aside|//form|//header"
_KEPT_SHARE = 0.4


def drop_noise(root: Node, found: list[Block]) -> None:
    """Drop navigation, comments, offers and the like; a part that holds much of the text stays.

    `found` are the blocks of `root`: a class is a hint, and some pages call their article one of these.
    """
    worth = running_text(found)
    most = _KEPT_SHARE * worth.get(root, 0.0)
    named = (n for n in root.xpath("//*[@class or @id]") if _NAMES.intersection(names_of(n)))
    for node in [*root.xpath(_TAGS), *named]:
        if node.tag not in _NEVER and worth.get(node, 0.0) <= most:
            drop(node)
