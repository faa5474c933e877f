"""Reads for pages and API: plain selects into small dataclasses. Nothing is changed here."""
