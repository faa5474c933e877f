"""One-time links: made when a notice goes out, bound to its case and its recipient, used once by a button."""
