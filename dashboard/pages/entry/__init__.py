"""人工录入: a link or a text that a duty officer came across, with a screenshot."""
