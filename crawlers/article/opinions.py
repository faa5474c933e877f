"""What the libraries take for the article of a page: lists of paragraphs, empty where they fail."""

import logging
from functools import cache
from typing import Any

import trafilatura
from gne import GeneralNewsExtractor
from gne.exceptions import NoContentException
from lxml.etree import LxmlError

_LOG = logging.getLogger(__name__)
# Both libraries walk a page several times; beyond this size the own opinion must do.
_MOST_CHARACTERS = 1_500_000

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
        found: dict[str, Any] = _gne().extract(html)
    except (NoContentException, ValueError, TypeError, LxmlError, RecursionError) as error:
        _LOG.info("gne_failed", extra={"error": repr(error)})
        return []
    return str(found["content"]).splitlines()


@cache
def _gne() -> GeneralNewsExtractor:
    return GeneralNewsExtractor()
