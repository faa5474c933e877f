"""Full text over posts: how texts are made comparable, what a query means, how each database finds it.

A post is found by a word where the folded word stands in its folded title or text: the same answer on SQLite
and on PostgreSQL, for one character as for a sentence (docs/decisions/0033-search-by-pairs.md).
"""
