"""One canonical form of a row, so that its digest can be made again later from the database."""

from typing import Any

from django.db import models

from kaketsuke.audit.canonical import canonical, canonical_json, digest

__all__ = ["canonical", "canonical_json", "columns", "digest", "row_digest"]


def columns(row: models.Model) -> dict[str, Any]:
    """Return all columns of a row by name."""
    fields = row._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
    return {field.attname: getattr(row, field.attname) for field in fields}


def row_digest(row: models.Model) -> str:
    """Return the digest over all columns of a row."""
    return digest(columns(row))
