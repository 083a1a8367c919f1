"""The written service as a page."""
