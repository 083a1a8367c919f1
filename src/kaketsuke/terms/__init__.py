"""Versions of the written service as stored and published, and the operator's contacts."""
