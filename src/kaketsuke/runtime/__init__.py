"""Bring-up: the embedded database, the processes of a running product, their order; backups."""
