"""The secret part of a link: made anew from the installation's key whenever it is needed, stored nowhere.

So every attempt to deliver a notice says the same, and whoever reads the database can open nothing.
"""

import hmac
import re

from huiying.core.keys import keyed_hash
from huiying.core.models import CaseLink

DOOR = "/l/"
HIDDEN = "（一次性链接略）"
_SECRET = re.compile(r"([0-9]{1,18})-([0-9a-f]{32})")
_PRINTED = re.compile(re.escape(DOOR) + _SECRET.pattern)


def secret(key: bytes, link: CaseLink) -> str:
    """`<row>-<128 bits in hex>`: an HMAC over the row, its nonce, its case and its recipient."""
    bound = f"{link.id}\0{link.nonce}\0{link.case_id}\0{link.contact_id}"
    return f"{link.id}-{keyed_hash(key, 'case link', bound)}"


def row_of(given: str) -> int | None:
    """The row that a secret names, if it is one at all; says nothing of whether it is genuine."""
    found = _SECRET.fullmatch(given)
    return int(found.group(1)) if found else None


def is_genuine(key: bytes, link: CaseLink, given: str) -> bool:
    """Whether `given` is this link's secret."""
    return hmac.compare_digest(secret(key, link).encode(), given.encode("utf-8", "replace"))


def without_secrets(text: str) -> str:
    """Text for logs: a receiver's answer may repeat the message."""
    return _PRINTED.sub(HIDDEN, text)
