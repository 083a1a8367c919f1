"""Writes owners, management companies and those who may speak for them."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from kaketsuke.parties.models import (
    Building,
    BuildingOwner,
    Company,
    Mandate,
    Owner,
)
from kaketsuke.parties.services.recording import (
    CannotRecordParty,
    record,
)
from kaketsuke.people import services as people_services


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
    return record(owner)


def give_mandate(
    owner: Owner, *, person_id: uuid.UUID, until: datetime | None = None, now: datetime
) -> Mandate:
    """Let a natural person speak for a legal person until a moment (A1.2.1).

    Raises CannotRecordParty.
    """
    if until is not None and until <= now:
        raise CannotRecordParty(_("委任の終わりは、いまより後にしてください。"))
    mandate = Mandate(
        owner=owner,
        owner_is_legal_person=owner.legal_person,
        person_id=person_id,
        valid=DateTimeTZRange(now, until),
    )
    return record(mandate)


def end_mandate(mandate_id: uuid.UUID, *, now: datetime) -> Mandate:
    """End a mandate. An ended one stays ended."""
    with transaction.atomic():
        mandate = Mandate.objects.select_for_update().get(pk=mandate_id)
        if mandate.valid.upper is None or now < mandate.valid.upper:
            mandate.valid = DateTimeTZRange(mandate.valid.lower, now)
            mandate.save(update_fields=["valid"])
    return mandate


def attach_owner(building: Building, *, owner: Owner, now: datetime) -> BuildingOwner:
    """Give a building an owner or a management company; it may have several (P-5)."""
    return record(BuildingOwner(building=building, owner=owner, valid=DateTimeTZRange(now, None)))


@transaction.atomic
def detach_owner(building_owner_id: uuid.UUID, *, now: datetime) -> BuildingOwner:
    """End an owner's role at a building. An ended one stays ended."""
    row = BuildingOwner.objects.select_for_update().get(pk=building_owner_id)
    if row.valid.upper is None and row.valid.lower < now:
        row.valid = DateTimeTZRange(row.valid.lower, now)
        row.save(update_fields=["valid"])
    return row


@transaction.atomic
def add_natural_owner(
    company: Company, *, kind: str, family: str, given: str, phone: str, now: datetime
) -> Owner:
    """Record an owner who is a natural person: the name lies sealed with the person.

    Raises CannotUsePhone.
    """
    person = people_services.add_person(
        kind="owner", company_id=company.pk, family=family, given=given, now=now
    )
    people_services.add_contact(person, kind="phone", value=phone, proven_at=None, now=now)
    return add_owner(company, kind=kind, person_id=person.pk)


@transaction.atomic
def appoint_agent(
    owner: Owner, *, family: str, given: str, phone: str, until: datetime | None, now: datetime
) -> Mandate:
    """Record a person who may speak for a legal person until a moment (A1.2.1).

    Raises CannotRecordParty, CannotUsePhone.
    """
    person = people_services.add_person(
        kind="agent", company_id=owner.company_id, family=family, given=given, now=now
    )
    people_services.add_contact(person, kind="phone", value=phone, proven_at=None, now=now)
    return give_mandate(owner, person_id=person.pk, until=until, now=now)
