"""信息: find, sort out, put into events, export."""
