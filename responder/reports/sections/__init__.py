"""One section of the weekly report a file: records in, figures out."""
