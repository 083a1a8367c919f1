"""Complaints about what the service decided or charged, and damage claims (4.2, 4.7)."""
