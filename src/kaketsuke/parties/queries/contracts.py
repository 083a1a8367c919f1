"""Contracts of owners: whether a dwelling is covered, who the owner is, who may speak for them."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from kaketsuke.parties.models import (
    BuildingOwner,
    ContractBuilding,
    Dwelling,
    Mandate,
    Owner,
    StandingApproval,
)
from kaketsuke.parties.queries.buildings import lock_model_at


class ContractStatus(NamedTuple):
    """The owner's contract for a dwelling's building at a moment, in the words of the decision."""

    status: str  # active, ended, service_removed, none
    covers: bool


def contract_status_at(dwelling_id: uuid.UUID, at: datetime) -> ContractStatus:
    """Return whether the owner's contract stood at a moment and covered the dwelling (1.1, 1.2)."""
    home = Dwelling.objects.only("building_id", "excluded_from_contract").get(pk=dwelling_id)
    latest = (
        ContractBuilding.objects.filter(building=home.building_id, valid__startswith__lte=at)
        .order_by("-valid__startswith")
        .first()
    )
    covers = not home.excluded_from_contract
    if latest is None:
        return ContractStatus("none", covers)
    if latest.service_removed_at is not None and latest.service_removed_at <= at:
        return ContractStatus("service_removed", covers)
    if latest.valid.upper is not None and latest.valid.upper <= at:
        return ContractStatus("ended", covers)
    return ContractStatus("active", covers)


def breaking_is_approved(dwelling_id: uuid.UUID, at: datetime) -> bool:
    """Return whether the owner's contract lets the lock of this door be broken (2.1).

    The contract must cover the building at that moment, and name the model on record.
    """
    model = lock_model_at(dwelling_id, at)
    return (
        bool(model)
        and StandingApproval.objects.filter(
            lock_model=model,
            valid__contains=at,
            contract__buildings__building__dwellings=dwelling_id,
            contract__buildings__valid__contains=at,
        ).exists()
    )


def owner(owner_id: uuid.UUID) -> Owner:
    """Return an owner or management company."""
    return Owner.objects.get(pk=owner_id)


def owners_of(building_id: uuid.UUID, at: datetime) -> list[Owner]:
    """Return every owner and management company of a building at a moment (P-5)."""
    holders = BuildingOwner.objects.filter(building=building_id, valid__contains=at)
    return list(Owner.objects.filter(buildings__in=holders).order_by("kind", "legal_name", "id"))


def owners_of_each(
    building_ids: Collection[uuid.UUID], at: datetime
) -> dict[uuid.UUID, list[Owner]]:
    """Return the owners and management companies of each building at a moment. One query."""
    holders = BuildingOwner.objects.filter(building__in=building_ids, valid__contains=at)
    found: dict[uuid.UUID, list[Owner]] = {}
    for each in holders.select_related("owner").order_by("owner__legal_name", "id"):
        found.setdefault(each.building_id, []).append(each.owner)
    return found


def mandates_of(owner_id: uuid.UUID, at: datetime) -> list[Mandate]:
    """Return the live mandates of an owner: the people who may speak for it."""
    return list(Mandate.objects.filter(owner=owner_id, valid__contains=at).order_by("id"))


def mandate_live(owner_id: uuid.UUID, person_id: uuid.UUID, at: datetime) -> bool:
    """Return whether a person may speak for a legal person at a moment (A1.2.1)."""
    return Mandate.objects.filter(owner=owner_id, person_id=person_id, valid__contains=at).exists()
