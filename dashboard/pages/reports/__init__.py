"""周报: the weekly reports, read in the dashboard and handed out as files."""
