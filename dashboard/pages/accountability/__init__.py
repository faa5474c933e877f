"""督办问责: orders owed an answer, proposals awaiting a decision, and what is done on them."""
