"""一次性链接: the door that a link leads to, and the one case behind it, phone first."""
