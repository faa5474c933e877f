"""One page action a file; each fetches, calls one function and answers."""
