"""管理: what administrators keep, and what auditors read."""
