"""大屏: the wall of the duty room."""
