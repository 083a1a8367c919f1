"""Writes companies, owners, contracts, buildings, dwellings, locks and the events of an area."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from kaketsuke.database import constraints
from kaketsuke.database.refusals import Refusal
from kaketsuke.parties import naming
from kaketsuke.parties.models import (
    Area,
    Building,
    BuildingOwner,
    Company,
    Contract,
    ContractBuilding,
    Dwelling,
    Lock,
    Mandate,
    Owner,
    StandingApproval,
)

RowType = TypeVar("RowType", bound=models.Model)


class CannotRecordParty(Refusal):
    """The record of a party, a building or a contract would contradict what stands there."""


class CannotEndContract(Refusal):
    """The contract does not run at the moment at which it shall end."""


_REFUSALS = {
    "parties_area_one_company": CannotRecordParty(
        _("この市区町村は、すでに別の運営会社の所管です。先に所管を終えてください。")
    ),
    "parties_contract_no_overlap": CannotRecordParty(
        _("この建物には、同じ期間の覚書がすでにあります。期間を確認してください。")
    ),
    "parties_building_owner_once": CannotRecordParty(
        _("この建物には、同じ期間に同じオーナーがすでに登録されています。")
    ),
    "parties_building_code_key": CannotRecordParty(_("この建物コードはすでに使われています。")),
    "parties_dwelling_room_once": CannotRecordParty(_("この部屋はすでに登録されています。")),
    "parties_lock_one_at_a_time": CannotRecordParty(
        _(
            "このドアには、同じ期間のロックがすでに登録されています。先に取り外しを記録してください。"
        )
    ),
    "parties_mandate_once": CannotRecordParty(_("この方への委任は、同じ期間にすでにあります。")),
    "parties_mandate_of_legal_person": CannotRecordParty(
        _("代理人を立てられるのは、法人のオーナーだけです。")
    ),
    "parties_mandate_owner_legal": CannotRecordParty(
        _("代理人を立てられるのは、法人のオーナーだけです。")
    ),
    "parties_standing_approval_once": CannotRecordParty(
        _("この機種の破壊の事前承認は、同じ期間にすでにあります。")
    ),
    "parties_standing_approval_names_model": CannotRecordParty(_("鍵の機種を入力してください。")),
    "parties_owner_legal_or_natural": CannotRecordParty(
        _("オーナーは、法人なら法人名、個人なら本人の登録が必要です。")
    ),
}


def _record(row: RowType) -> RowType:
    with constraints.refusing(_REFUSALS):
        row.save(force_insert=True)
    return row


def add_company(name: str, *, sample: bool = False, now: datetime) -> Company:
    """Record an operating company of the group."""
    return _record(Company(name=name, sample=sample, valid=DateTimeTZRange(now, None)))


@transaction.atomic
def ensure_companies(names: Sequence[str], *, now: datetime) -> int:
    """Record the companies that an official text names; return how many were new."""
    known = set(Company.objects.filter(name__in=names).values_list("name", flat=True))
    new = [name for name in names if name not in known]
    for name in new:
        add_company(name, now=now)
    return len(new)


def put_area_in_charge(company: Company, *, municipality_code: str, now: datetime) -> Area:
    """Put a company in charge of a municipality. Raises CannotRecordParty where another one is."""
    return _record(
        Area(company=company, municipality_code=municipality_code, valid=DateTimeTZRange(now, None))
    )


def add_owner(
    company: Company,
    *,
    kind: str = "owner",
    legal_name: str = "",
    person_id: uuid.UUID | None = None,
    phone_display: str = "",
) -> Owner:
    """Record an owner or management company: a legal person by name, a natural one by person."""
    owner = Owner(
        company=company,
        kind=kind,
        legal_person=person_id is None,
        legal_name=legal_name,
        person_id=person_id,
        phone_display=phone_display,
    )
    return _record(owner)


def give_mandate(owner: Owner, *, person_id: uuid.UUID, now: datetime) -> Mandate:
    """Let a natural person speak for a legal person (A1.2.1). Raises CannotRecordParty."""
    mandate = Mandate(
        owner=owner,
        owner_is_legal_person=owner.legal_person,
        person_id=person_id,
        valid=DateTimeTZRange(now, None),
    )
    return _record(mandate)


def end_mandate(mandate_id: uuid.UUID, *, now: datetime) -> Mandate:
    """End a mandate. An ended one stays ended."""
    with transaction.atomic():
        mandate = Mandate.objects.select_for_update().get(pk=mandate_id)
        if mandate.valid.upper is None:
            mandate.valid = DateTimeTZRange(mandate.valid.lower, now)
            mandate.save(update_fields=["valid"])
    return mandate


def sign_contract(owner: Owner, *, document_reference: str, signed_on: date) -> Contract:
    """Record an owner's contract (1.1). It covers nothing until buildings are put under it."""
    contract = Contract(
        company_id=owner.company_id,
        owner=owner,
        document_reference=document_reference,
        signed_on=signed_on,
    )
    return _record(contract)


def approve_breaking(
    contract: Contract, *, lock_model: str, from_: datetime, until: datetime | None = None
) -> StandingApproval:
    """Record that a contract lets locks of a model be broken (2.1). Raises CannotRecordParty."""
    approval = StandingApproval(
        contract=contract, lock_model=lock_model.strip(), valid=DateTimeTZRange(from_, until)
    )
    return _record(approval)


@transaction.atomic
def withdraw_breaking_approval(approval_id: uuid.UUID, *, now: datetime) -> StandingApproval:
    """End a standing approval. An ended one stays ended."""
    approval = StandingApproval.objects.select_for_update().get(pk=approval_id)
    if approval.valid.upper is None and approval.valid.lower < now:
        approval.valid = DateTimeTZRange(approval.valid.lower, now)
        approval.save(update_fields=["valid"])
    return approval


def add_building(
    company: Company,
    *,
    code: str,
    name: str,
    kana: str = "",
    postal_code: str,
    municipality_code: str,
    address: str,
    latitude: float,
    longitude: float,
    entrance_note: str = "",
) -> Building:
    """Record a building under a code of its own. Raises CannotRecordParty."""
    building = Building(
        company=company,
        code=code,
        name=name,
        kana=kana,
        postal_code=postal_code,
        municipality_code=municipality_code,
        address=address,
        latitude=latitude,
        longitude=longitude,
        entrance_note=entrance_note,
        bigrams=naming.bigrams(code, name, kana, address),
    )
    return _record(building)


def attach_owner(building: Building, *, owner: Owner, now: datetime) -> BuildingOwner:
    """Give a building an owner or a management company; it may have several (P-5)."""
    return _record(BuildingOwner(building=building, owner=owner, valid=DateTimeTZRange(now, None)))


def cover_building(
    contract: Contract, *, building: Building, from_: datetime, until: datetime | None = None
) -> ContractBuilding:
    """Put a building under a contract for a time (1.1). Raises CannotRecordParty on an overlap."""
    return _record(
        ContractBuilding(contract=contract, building=building, valid=DateTimeTZRange(from_, until))
    )


@transaction.atomic
def end_contract(
    contract_building_id: uuid.UUID,
    *,
    at: datetime,
    service_removed: bool = False,
    now: datetime,  # noqa: ARG001 - every service is told the time; `at` is what the parties agreed
) -> ContractBuilding:
    """End a building's cover at a moment; `service_removed` says only this service ended (1.2).

    Raises CannotEndContract where the contract does not run at that moment.
    """
    row = ContractBuilding.objects.select_for_update().get(pk=contract_building_id)
    begun, ended = row.valid.lower, row.valid.upper
    if at <= begun or (ended is not None and ended <= at):
        raise CannotEndContract(
            _("この覚書は、その時点では有効ではありません。日時を確認してください。")
        )
    row.valid = DateTimeTZRange(begun, at)
    row.service_removed_at = at if service_removed else None
    row.save(update_fields=["valid", "service_removed_at"])
    return row


def add_dwelling(
    building: Building, *, room: str, excluded_from_contract: bool = False
) -> Dwelling:
    """Record a dwelling; a room number occurs once in a building. Raises CannotRecordParty."""
    return add_dwellings(building, rooms=[room], excluded_from_contract=excluded_from_contract)[0]


def add_dwellings(
    building: Building, *, rooms: Sequence[str], excluded_from_contract: bool = False
) -> list[Dwelling]:
    """Record many dwellings of a building at once. Raises CannotRecordParty."""
    dwellings = [
        Dwelling(
            building=building,
            room=naming.room(room),
            excluded_from_contract=excluded_from_contract,
        )
        for room in rooms
    ]
    with constraints.refusing(_REFUSALS):
        return Dwelling.objects.bulk_create(dwellings)


@dataclass(frozen=True, slots=True)
class LockToFit:
    """A lock to be fitted to a door."""

    dwelling: Dwelling
    model: str
    serial: str


def fit_lock(dwelling: Dwelling, *, model: str, serial: str, now: datetime) -> Lock:
    """Record a lock of the service at a door (2.1). Raises CannotRecordParty while one is there."""
    return fit_locks([LockToFit(dwelling, model, serial)], now=now)[0]


def fit_locks(locks: Sequence[LockToFit], *, now: datetime) -> list[Lock]:
    """Record many locks at once. Raises CannotRecordParty."""
    with constraints.refusing(_REFUSALS):
        return Lock.objects.bulk_create(
            [
                Lock(
                    dwelling=lock.dwelling,
                    model=lock.model,
                    serial=lock.serial,
                    valid=DateTimeTZRange(now, None),
                )
                for lock in locks
            ]
        )


@transaction.atomic
def remove_lock(dwelling_id: uuid.UUID, *, now: datetime) -> None:
    """Record that the lock of a door was taken away. Nothing happens where none is on record."""
    lock = (
        Lock.objects.select_for_update().filter(dwelling=dwelling_id, valid__contains=now).first()
    )
    if lock is not None:
        lock.valid = DateTimeTZRange(lock.valid.lower, now)
        lock.save(update_fields=["valid"])
