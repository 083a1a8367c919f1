"""Contractors as a tree of firms, their technicians, shifts and positions."""
