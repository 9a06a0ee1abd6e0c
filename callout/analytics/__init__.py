"""Numbers that teach: the morning page and reports."""
