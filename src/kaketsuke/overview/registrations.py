"""Who has registered and waits for the owner's word."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import queries as people_queries
from kaketsuke.residents.models import Registration

# A registration of the last hours may belong to a call that is still running (2.2).
JUST_NOW = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A registration that the owner has not confirmed. It prints as nothing."""

    registration_id: uuid.UUID
    name: str
    building: str
    room: str
    channel: str
    since: datetime
    usable: bool
    owners: tuple[str, ...]

    def __repr__(self) -> str:
        """Keep the name out of logs."""
        return f"Waiting({self.registration_id})"


def waiting(viewer: Viewer, *, at: datetime, limit: int = 200) -> list[Waiting]:
    """Return unproven registrations, and those of the last hours, of the viewer's companies."""
    found = list(
        Registration.objects.filter(
            Q(proof__isnull=True) | Q(valid__startswith__gt=at - JUST_NOW),
            company_id__in=viewer.company_ids,
            valid__contains=at,
            owner_confirmed_at__isnull=True,
        )
        .select_related("dwelling__building")
        .order_by("valid__startswith", "id")[:limit]
    )
    names = people_queries.names_of({each.person_id for each in found})
    buildings = {each.dwelling.building_id for each in found}
    owners = party_queries.owner_names_of(buildings, at)
    return [
        Waiting(
            registration_id=each.pk,
            name=names[each.person_id].full if each.person_id in names else "",
            building=each.dwelling.building.name,
            room=each.dwelling.room,
            channel=each.channel,
            since=each.valid.lower,
            usable=each.proof is not None,
            owners=owners.get(each.dwelling.building_id, ()),
        )
        for each in found
    ]
