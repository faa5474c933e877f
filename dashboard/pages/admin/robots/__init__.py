"""群机器人: all of them, and one with what may be done with it."""
