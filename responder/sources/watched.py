"""Which sources have a health at all."""

from sqlalchemy import and_, or_

from huiying.core.models import Source

WATCHED = and_(Source.enabled, or_(Source.address.is_not(None), Source.expected_hours.is_not(None)))
"""Enabled, and fetched or expected to bring something; a mere name in the list is neither well nor ill."""
