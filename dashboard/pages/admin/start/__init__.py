"""开始使用: the way through a new installation."""
