"""Watch words in addresses: what every kind that searches by word shares.

`{word}` in an address or a parameter stands for each watch word in turn. The words are `options.words`;
where a source names none, the command fills in the park's own names when it reads sources.toml.
"""

import codecs
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote, quote_plus, urlsplit

from pydantic import AfterValidator, Field

from huiying.core.errors import BadInput

MARK = "{word}"


def _checked_charset(name: str) -> str:
    try:
        "园区".encode(name)
    except (LookupError, UnicodeError) as error:
        raise ValueError(f"“{name}”不是可用的字符编码，常用 utf-8、gbk") from error
    return codecs.lookup(name).name


Charset = Annotated[str, AfterValidator(_checked_charset)]
Words = Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=50)]


def wanted(address: str, words: list[str], *others: str) -> Iterator[str]:
    """The words to ask for: each of `words` where the address (or one of `others`) holds the mark, else
    one empty word. Raises BadInput where there is a mark and no word."""
    if not any(MARK in text for text in (address, *others)):
        yield ""
    elif not words:
        raise BadInput(
            f"网址中有 {MARK}，但没有可代入的关注词：请填写选项 words，或在 park.toml 写明园区名称"
        )
    else:
        yield from words


def with_word(address: str, word: str, charset: str = "utf-8") -> str:
    """The address with the word in place of its mark, encoded in `charset`: in the path %20 for a blank,
    in the query +."""
    if MARK not in address:
        return address
    before = urlsplit(address.partition(MARK)[0])
    encoded = word.encode(charset, "replace")
    in_query = bool(before.query) or "?" in address.partition(MARK)[0]
    return address.replace(MARK, quote_plus(encoded) if in_query else quote(encoded, safe=""))
