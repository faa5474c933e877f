"""Feeds of every dialect -> their items: RSS 0.9-2.0, Atom, RDF, CDF, JSON Feed, whole or broken."""

from crawlers.feeds.feed import Feed, read_feed
from crawlers.feeds.item import FeedItem

__all__ = ["Feed", "FeedItem", "read_feed"]
