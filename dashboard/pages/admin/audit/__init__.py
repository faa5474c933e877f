"""审计: who did what, when; exported and verified."""
