"""Pages, one folder an audience."""
