"""How owners are named in choices."""

import uuid

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.overview import estate
from kaketsuke.parties import registry


def choices(viewer: Viewer, company_id: uuid.UUID | None = None) -> list[tuple[str, str]]:
    """Return the owners of the viewer's companies, or of one of them, to choose from."""
    found = [
        each
        for each in registry.owners(viewer)
        if company_id is None or each.company_id == company_id
    ]
    names = estate.owner_names(found)
    return sorted(((str(each.pk), names[each.pk]) for each in found), key=lambda each: each[1])
