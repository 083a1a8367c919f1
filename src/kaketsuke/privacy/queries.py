"""What may be provided to whom, and what people asked about their own data."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from kaketsuke.parties.models import BuildingOwner
from kaketsuke.privacy.models import Block, Undertaking
from kaketsuke.residents.models import Registration


def has_undertaken(owner_id: UUID, *, user_id: UUID | None) -> bool:
    """Return whether this account of the owner has undertaken to keep to the contract (4.9)."""
    if user_id is None:
        return False
    return Undertaking.objects.filter(owner_id=owner_id, user_id=user_id).exists()


def providable(
    person_ids: Collection[UUID], *, owner_id: UUID, at: datetime
) -> dict[UUID, tuple[UUID, UUID | None]]:
    """Return whose registration data may go to an owner, with company and consent. Two queries.

    The person is a live registrant of a building of this owner, has consented to the provision
    (4.9), and is not blocked.
    """
    buildings = BuildingOwner.objects.filter(owner=owner_id, valid__contains=at)
    registered = Registration.objects.filter(
        person__in=person_ids,
        valid__contains=at,
        dwelling__building__in=buildings.values("building"),
        provision_consent__isnull=False,
    ).values_list("person_id", "company_id", "provision_consent_id")
    blocked = set(
        Block.objects.filter(
            Q(owner_id__isnull=True) | Q(owner_id=owner_id),
            person_id__in=person_ids,
            valid__contains=at,
        ).values_list("person_id", flat=True)
    )
    return {
        person_id: (company_id, consent_id)
        for person_id, company_id, consent_id in registered
        if person_id not in blocked
    }
