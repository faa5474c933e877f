"""Deadlines: which clocks a case has, when they are due and how that was computed."""
