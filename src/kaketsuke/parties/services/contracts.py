"""Writes the owner's contract (覚書): what it covers, how it changes, when it ends."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from kaketsuke.parties.models import (
    Building,
    Contract,
    ContractBuilding,
    ContractChange,
    Owner,
    StandingApproval,
)
from kaketsuke.parties.services.recording import (
    CannotEndContract,
    record,
)


def sign_contract(owner: Owner, *, document_reference: str, signed_on: date) -> Contract:
    """Record an owner's contract (1.1). It covers nothing until buildings are put under it."""
    contract = Contract(
        company_id=owner.company_id,
        owner=owner,
        document_reference=document_reference,
        signed_on=signed_on,
    )
    return record(contract)


def approve_breaking(
    contract: Contract, *, lock_model: str, from_: datetime, until: datetime | None = None
) -> StandingApproval:
    """Record that a contract lets locks of a model be broken (2.1). Raises CannotRecordParty."""
    approval = StandingApproval(
        contract=contract, lock_model=lock_model.strip(), valid=DateTimeTZRange(from_, until)
    )
    return record(approval)


@transaction.atomic
def withdraw_breaking_approval(approval_id: uuid.UUID, *, now: datetime) -> StandingApproval:
    """End a standing approval. An ended one stays ended."""
    approval = StandingApproval.objects.select_for_update().get(pk=approval_id)
    if approval.valid.upper is None and approval.valid.lower < now:
        approval.valid = DateTimeTZRange(approval.valid.lower, now)
        approval.save(update_fields=["valid"])
    return approval


def cover_building(
    contract: Contract, *, building: Building, from_: datetime, until: datetime | None = None
) -> ContractBuilding:
    """Put a building under a contract for a time (1.1). Raises CannotRecordParty on an overlap."""
    return record(
        ContractBuilding(contract=contract, building=building, valid=DateTimeTZRange(from_, until))
    )


@transaction.atomic
def end_contract(
    contract_building_id: uuid.UUID,
    *,
    at: datetime,
    service_removed: bool = False,
    document_reference: str = "",
    recorded_by_id: uuid.UUID | None = None,
    now: datetime,
) -> ContractBuilding:
    """End a building's cover at a moment; `service_removed` says only this service ended (1.2).

    Raises CannotEndContract where the contract does not run at that moment.
    """
    row = _running(contract_building_id, at=at)
    row.valid = DateTimeTZRange(row.valid.lower, at)
    row.service_removed_at = at if service_removed else None
    row.save(update_fields=["valid", "service_removed_at"])
    ContractChange.objects.create(
        contract_building=row,
        kind="service_removed" if service_removed else "ended",
        service_continues=False,
        effective_at=at,
        document_reference=document_reference,
        recorded_by_id=recorded_by_id,
        recorded_at=now,
    )
    return row


@transaction.atomic
def amend_contract(
    contract_building_id: uuid.UUID,
    *,
    at: datetime,
    service_continues: bool,
    document_reference: str,
    recorded_by_id: uuid.UUID | None = None,
    now: datetime,
) -> ContractBuilding:
    """Record a change of the contract, which says whether the service goes on (1.2).

    Raises CannotEndContract where the contract does not run at that moment.
    """
    if not service_continues:
        return end_contract(
            contract_building_id,
            at=at,
            service_removed=True,
            document_reference=document_reference,
            recorded_by_id=recorded_by_id,
            now=now,
        )
    row = _running(contract_building_id, at=at)
    ContractChange.objects.create(
        contract_building=row,
        kind="amended",
        service_continues=True,
        effective_at=at,
        document_reference=document_reference,
        recorded_by_id=recorded_by_id,
        recorded_at=now,
    )
    return row


def _running(contract_building_id: uuid.UUID, *, at: datetime) -> ContractBuilding:
    row = ContractBuilding.objects.select_for_update().get(pk=contract_building_id)
    begun, ended = row.valid.lower, row.valid.upper
    if at <= begun or (ended is not None and ended <= at):
        raise CannotEndContract(
            _("この覚書は、その時点では有効ではありません。日時を確認してください。")
        )
    return row
