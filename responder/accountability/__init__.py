"""Supervision and accountability: the evidence laid beside a proposal."""
