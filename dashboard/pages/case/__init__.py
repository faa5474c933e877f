"""事项: the case page and what is done on it."""
