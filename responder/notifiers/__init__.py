"""How a notice leaves the house: one file a kind, the file's name is the kind."""
