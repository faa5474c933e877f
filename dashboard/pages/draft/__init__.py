"""稿件: writing, submitting, clearing and publishing what answers a case."""
