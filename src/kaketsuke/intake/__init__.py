"""Calls and requests: one person asking, until a decision stands; records of conduct."""
