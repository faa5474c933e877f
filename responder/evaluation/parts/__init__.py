"""The four parts of the index, one file each: pure functions from facts to lines."""
