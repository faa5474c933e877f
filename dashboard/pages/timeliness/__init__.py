"""时效: the rates, and the clocks behind each of them."""
