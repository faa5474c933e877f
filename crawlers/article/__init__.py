"""The fields of an article on a saved page: title, moment, source, text."""

from crawlers.article.article import Article, extract

__all__ = ["Article", "extract"]
