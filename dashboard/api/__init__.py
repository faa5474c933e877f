"""The JSON API under /api/v1, for machines with scoped tokens and for our own pages."""
