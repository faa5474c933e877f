"""人员与账号: all accounts, and one with what may be done with it."""
