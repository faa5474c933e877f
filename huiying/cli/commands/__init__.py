"""One file a command; the table (huiying/cli/table.py) imports each only when it is called."""
