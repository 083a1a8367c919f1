"""Calls and requests: one person asking, until a decision stands."""
