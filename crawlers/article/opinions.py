"""What the libraries take for the article of a page: lists of paragraphs, empty where they fail."""

import logging

import trafilatura
from gne.extractor import ContentExtractor
from gne.utils import fix_html, html2element, pre_parse
from lxml.etree import LxmlError

_LOG = logging.getLogger(__name__)
# Both libraries walk a page several times, and a page of many links for long. Without its scripts an
# article's page has a tenth of this; beyond it the own opinion must do.
_MOST_CHARACTERS = 400_000

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def by_trafilatura(html: str) -> list[str]:
    """trafilatura's paragraphs."""
    if len(html) > _MOST_CHARACTERS:
        return []
    try:
        text = trafilatura.extract(html, include_comments=False, fast=True)
    except (ValueError, TypeError, AttributeError, LxmlError, RecursionError) as error:
        _LOG.info("trafilatura_failed", extra={"error": repr(error)})
        return []
    return (text or "").splitlines()


def by_gne(html: str) -> list[str]:
    """GeneralNewsExtractor's paragraphs."""
    if len(html) > _MOST_CHARACTERS:
        return []
    try:
        # Its content alone: title, author and moment are found elsewhere and cost as much again.
        found = ContentExtractor().extract(pre_parse(html2element(fix_html(html))))
    except (ValueError, TypeError, IndexError, LxmlError, RecursionError) as error:
        _LOG.info("gne_failed", extra={"error": repr(error)})
        return []
    return str(found[0][1]["text"]).splitlines() if found else []
