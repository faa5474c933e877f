"""A database as full as a park's after years: posts, events and cases made up, the same on every machine."""
