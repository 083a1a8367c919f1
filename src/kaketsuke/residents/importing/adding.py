"""One resident more, without a roster: the same line, the same checks, the same word of the owner.

Who lives there and is registered already gets nothing; the owner is not told so, since whoever is
kept from owners is not to be found out by asking (4.9). The next roster decides about this line as
about every other.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kaketsuke.audit import services as audit_services
from kaketsuke.database import bulk
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import Building
from kaketsuke.residents import rosters
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.importing.checking import Checker, Fault, RosterRow
from kaketsuke.residents.importing.columns import FIELDS
from kaketsuke.residents.importing.committing import invitee_of


def read(texts: Mapping[str, str]) -> RosterRow | Fault:
    """Return the line as it can be used, or its first fault."""
    places = {field: place for place, field in enumerate(FIELDS)}
    checker = Checker(places, who=rosters.recogniser())
    return checker.check(1, [texts.get(field, "") for field in FIELDS])


@transaction.atomic
def add(building_id: uuid.UUID, row: RosterRow, *, told_by_id: uuid.UUID, now: datetime) -> None:
    """Invite one resident of a building, whose room becomes a dwelling where it is not known yet.

    `told_by_id` gave the owner's word that the resident was told of it. Raises: CannotInvite.
    """
    # A roster of the same building comes before or after, never between.
    building = Building.objects.select_for_update().get(pk=building_id)
    home = party_queries.dwelling(building_id, row.room)
    if home is None:
        [home] = party_services.add_dwellings(building, rooms=[row.room])
    with bulk.Writer() as writer:
        resident_services.invite_next(
            [invitee_of(row, home.pk)], told_by_id=told_by_id, now=now, writer=writer
        )
    audit_services.append(
        "building",
        building_id,
        actor=f"owner:{told_by_id}",
        kind="resident_invited",
        payload={"told_by": str(told_by_id)},
        now=now,
    )
    resident_services.ask_to_send(building_id)
