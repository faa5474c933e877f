"""信息: posts as they are searched, narrowed, counted, listed and exported; the page and the API ask here."""
