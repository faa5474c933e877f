"""One format a file; its name is the format. Each has `render(filed) -> bytes`."""
