"""Addresses as the crawlers handle them: canonical, by host, and which of them lie in private ranges."""

import ipaddress
from urllib.parse import urlsplit

from huiying.core.addresses import address_hash, canonical, is_address

__all__ = ["address_hash", "canonical", "host_of", "is_address", "is_public"]


def host_of(url: str | None) -> str:
    """The host name of an address, lower case; empty where there is none."""
    return (urlsplit(url or "").hostname or "").lower()


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one site: the same host, with or without www."""
    return host_of(one).removeprefix("www.") == host_of(other).removeprefix("www.")


def is_public(address: str) -> bool:
    """Whether an IP address may be fetched from without leave: global unicast only."""
    try:
        ip = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (mapped is None or mapped.is_global)
