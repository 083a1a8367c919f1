"""The abstract row: an id made in Python and nothing else."""

import uuid

from django.db import models

from kaketsuke.database import ids


class Row(models.Model):
    """A row whose UUIDv7 id is known before it is written."""

    id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(
        primary_key=True, default=ids.new_id, editable=False
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Only kind and id: a row's text may end in a log."""
        return f"{type(self).__name__} {self.pk}"
