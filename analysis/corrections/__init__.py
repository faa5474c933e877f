"""What people corrected, learned as a thin layer over the shipped verdicts, and taken back as easily."""
