"""The assessment of a period as JSON, HTML and XLSX; nothing here reads the database."""
