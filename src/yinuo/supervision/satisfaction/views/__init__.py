"""Pages of satisfaction: the index and its drill-down, studies, settings."""
