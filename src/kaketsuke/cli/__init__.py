"""Thin commands; what needs no framework starts without it."""
