"""One page has one name; private addresses are told from public ones."""

import pytest

from crawlers.addresses import canonical, is_address, is_public


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HTTP://News.Example:80/a?utm_source=x&id=1#top", "http://news.example/a?id=1"),
        ("https://news.example:443", "https://news.example/"),
        ("https://news.example:8443/a?spm=1.2&from=x", "https://news.example:8443/a?from=x"),
        ("http://news.example/新闻", "http://news.example/%E6%96%B0%E9%97%BB"),
        ("http://[2001:db8::1]/a", "http://[2001:db8::1]/a"),
    ],
)
def test_an_address_loses_what_does_not_name_the_page(written: str, meant: str) -> None:
    assert canonical(written) == meant
    assert canonical(meant) == meant


@pytest.mark.parametrize(
    "text", ["", None, "javascript:void(0)", "ftp://a/b", "/a/b", "http://", "http://[x"]
)
def test_what_is_no_web_address_is_told(text: str | None) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1",
     "fe80::1", "fc00::1", "::ffff:127.0.0.1", "100.64.0.1", "224.0.0.1", "2002:7f00:1::", "nonsense"],
)  # fmt: skip
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "223.5.5.5", "2400:3200::1"])
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)
