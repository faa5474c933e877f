"""People on duty: the roster, absences and who stands in, hand-overs, phone calls, the morning brief."""
