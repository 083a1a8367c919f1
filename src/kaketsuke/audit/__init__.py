"""The record nobody can quietly change: a chain per subject. Knows ids, no other room's models."""
