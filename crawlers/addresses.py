"""Addresses as the crawlers handle them: canonical, by host, and which of them lie in private ranges."""

import ipaddress
from urllib.parse import urlsplit

from huiying.core.addresses import address_hash, canonical, is_address

__all__ = ["address_hash", "canonical", "host_of", "is_address", "is_public"]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


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
    inside = _carried(ip)
    return ip.is_global and not ip.is_multicast and (inside is None or inside.is_global)


def _carried(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to: mapped, 6to4, or through NAT64 (RFC 6052)."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour
