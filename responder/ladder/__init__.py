"""The escalation ladder: what happens when a clock runs on unmet."""
