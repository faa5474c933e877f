"""People's corrections of verdicts: noted by a verb, gathered as rows to learn from."""
