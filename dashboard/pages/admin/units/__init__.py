"""单位与联系人: all units, and one with who is reached there."""
