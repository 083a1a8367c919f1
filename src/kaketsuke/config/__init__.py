"""Settings, urls and the applications that servers load."""
