"""Writes operating companies and the areas they are in charge of."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from kaketsuke.parties import sample_areas
from kaketsuke.parties.models import (
    Area,
    Building,
    Company,
    PrivacyManager,
)
from kaketsuke.parties.services.recording import (
    CannotRecordParty,
    record,
)
from kaketsuke.places import queries as place_queries


def add_company(name: str, *, sample: bool = False, now: datetime) -> Company:
    """Record an operating company of the group."""
    return record(Company(name=name, sample=sample, valid=DateTimeTZRange(now, None)))


@transaction.atomic
def ensure_companies(names: Sequence[str], *, since: datetime) -> int:
    """Record the companies that an official text names, as of its date; return how many were new.

    A known company that was recorded as beginning later is set to begin at that date; one that has
    ended or was succeeded stays so (F-2).
    """
    known = {each.name: each for each in Company.objects.filter(name__in=names)}
    new = [name for name in dict.fromkeys(names) if name not in known]
    for name in new:
        add_company(name, now=since)
    for company in known.values():
        if company.valid.upper is None and since < company.valid.lower:
            company.valid = DateTimeTZRange(since, None)
            company.save(update_fields=["valid"])
    return len(new)


@transaction.atomic
def put_sample_areas(names: Sequence[str], *, now: datetime) -> int:
    """Put companies in charge of the sample's municipalities; return of how many.

    Where a company is in charge already it stays so: a sample replaces nothing. What is put is
    marked as a sample (F-3).
    """
    companies = {each.name: each for each in Company.objects.filter(name__in=names)}
    companies = {name: each for name, each in companies.items() if now in each.valid}
    taken = Area.objects.filter(valid__endswith__isnull=True) | Area.objects.filter(
        valid__endswith__gt=now
    )
    held = set(taken.values_list("municipality_code", flat=True))
    known = {each.code for each in place_queries.municipalities()}
    known |= set(Building.objects.values_list("municipality_code", flat=True).distinct())
    found = sample_areas.by_municipality(list(companies), known)
    valid = DateTimeTZRange(now, None)
    made = [
        Area(company=companies[name], municipality_code=code, sample=True, valid=valid)
        for code, name in found.items()
        if code not in held
    ]
    Area.objects.bulk_create(made)
    return len(made)


def put_area_in_charge(company: Company, *, municipality_code: str, now: datetime) -> Area:
    """Put a company in charge of a municipality. Raises CannotRecordParty where another one is."""
    return record(
        Area(company=company, municipality_code=municipality_code, valid=DateTimeTZRange(now, None))
    )


@transaction.atomic
def end_area(area_id: uuid.UUID, *, now: datetime) -> Area:
    """Take a municipality from its company from now on. An ended one stays ended."""
    area = Area.objects.select_for_update().get(pk=area_id)
    if area.valid.upper is None and area.valid.lower < now:
        area.valid = DateTimeTZRange(area.valid.lower, now)
        area.save(update_fields=["valid"])
    return area


@transaction.atomic
def succeed_company(company_id: uuid.UUID, *, successor_id: uuid.UUID, now: datetime) -> Company:
    """End a company in favour of its successor, which takes over its areas and buildings (F-2).

    From the moment on the successor is in charge of the buildings, so that what begins there is
    stored under its name. Contracts, registrations and cases stay under the name they were made
    with and are not rewritten; who works for the successor sees them, since a company's viewer
    also stands for its predecessors (`queries.with_predecessors`). Raises CannotRecordParty.
    """
    company = Company.objects.select_for_update().get(pk=company_id)
    successor = Company.objects.get(pk=successor_id)
    if company.pk == successor.pk or now not in successor.valid:
        raise CannotRecordParty(_("引き継ぐ会社には、いま存続している別の会社を選んでください。"))
    if company.valid.upper is not None or now <= company.valid.lower:
        raise CannotRecordParty(_("この会社は、すでに終わっているか、まだ始まっていません。"))
    company.successor = successor
    company.valid = DateTimeTZRange(company.valid.lower, now)
    company.save(update_fields=["successor", "valid"])
    for area in company.areas.filter(valid__contains=now):
        end_area(area.pk, now=now)
        put_area_in_charge(successor, municipality_code=area.municipality_code, now=now)
    company.building_set.update(company=successor)
    return company


@transaction.atomic
def appoint_privacy_manager(
    company: Company, *, station: str, title: str, account_id: uuid.UUID, now: datetime
) -> PrivacyManager:
    """Put an account in charge of privacy for a company or one of its stations (4.10).

    Whoever was in charge there before is so no longer. Raises CannotRecordParty.
    """
    before = PrivacyManager.objects.select_for_update().filter(
        company=company, station=station, valid__contains=now
    )
    for each in before:
        end_privacy_manager(each.pk, now=now)
    return record(
        PrivacyManager(
            company=company,
            station=station,
            title=title,
            account_id=account_id,
            valid=DateTimeTZRange(now, None),
        )
    )


@transaction.atomic
def end_privacy_manager(manager_id: uuid.UUID, *, now: datetime) -> None:
    """End somebody's charge of privacy."""
    manager = PrivacyManager.objects.select_for_update().get(pk=manager_id)
    if manager.valid.upper is None:
        manager.valid = DateTimeTZRange(manager.valid.lower, now)
        manager.save(update_fields=["valid"])
