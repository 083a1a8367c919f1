"""Postal codes and towns with coordinates, offline."""
