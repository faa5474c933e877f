"""我的任务: a unit's own page, phone first."""
