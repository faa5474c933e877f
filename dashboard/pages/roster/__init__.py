"""值班表: the week's shifts, who is away and who stands in, hand-overs."""
