"""Canonical addresses, so that one page has one name, whoever names it."""

import hashlib
import re
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import safe_url_string

_TRACKING = re.compile(
    r"^(?:utm_\w+|spm|scm|fbclid|gclid|yclid|msclkid|mc_[ce]id|share_?(?:token|from|source|uid|id)"
    r"|isappinstalled|wfr|from_?wxid|nsukey|weibo_id|refer_?flag|_t_t_t|tracking_?id)$",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical(url: str) -> str:
    """The address without fragment, default port and tracking parameters; scheme and host lower case.

    Raises ValueError where `url` is no http(s) address.
    """
    parts = urlsplit(safe_url_string(url.strip()))
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in _DEFAULT_PORTS or not host:
        raise ValueError(f"“{url[:200]}”不是有效的网址")
    if ":" in host:
        host = f"[{host}]"
    if parts.port and parts.port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{parts.port}"
    return urlunsplit((scheme, host, parts.path or "/", _kept(parts.query), ""))


def is_address(url: str | None) -> bool:
    """Whether `url` is an http(s) address."""
    try:
        return bool(url and canonical(url))
    except ValueError:
        return False


def address_hash(url: str) -> str:
    """SHA-256 of a canonical address, in hex."""
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()


def _kept(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and not _TRACKING.match(part.partition("=")[0]))
