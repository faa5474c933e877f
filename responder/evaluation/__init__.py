"""效果评估: a case's records -> an index of 0-100 with what each figure rests on -> units, months, years."""
