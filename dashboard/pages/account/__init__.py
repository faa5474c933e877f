"""我的账号: one's own password and sessions."""
