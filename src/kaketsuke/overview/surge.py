"""What the view of a surge shows beside the plan: the viewer's companies and the cases' places."""

import uuid
from collections.abc import Collection
from datetime import datetime

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.overview import board
from kaketsuke.parties.models import Company


def companies(viewer: Viewer) -> list[tuple[uuid.UUID, str]]:
    """Return id and name of the viewer's companies."""
    found = Company.objects.filter(pk__in=viewer.company_ids).order_by("name")
    return list(found.values_list("pk", "name"))


def rows(viewer: Viewer, case_ids: Collection[uuid.UUID], *, now: datetime) -> list[board.BoardRow]:
    """Return the cases as the board shows them, in a constant number of queries."""
    return board.rows_of(viewer, case_ids, now=now)
