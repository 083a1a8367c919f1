"""Which company stands for what, before and after it was succeeded; who is in charge of privacy."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q
from django.db.models.expressions import RawSQL

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.parties.models import (
    Area,
    Company,
    PrivacyManager,
)


def company(company_id: uuid.UUID) -> Company:
    """Return an operating company."""
    return Company.objects.get(pk=company_id)


def companies(viewer: Viewer) -> list[Company]:
    """Return the companies whose staff the viewer is, by name."""
    return list(Company.objects.filter(pk__in=viewer.company_ids).order_by("name"))


class CompanyLine(NamedTuple):
    """A company, the municipalities it is in charge of, and the buildings it serves."""

    id: uuid.UUID
    name: str
    sample: bool
    areas: int
    buildings: int
    successor: str


def company_lines(viewer: Viewer, at: datetime) -> list[CompanyLine]:
    """Return the viewer's companies with their size at a moment. One query."""
    areas = Count("areas", filter=Q(areas__valid__contains=at), distinct=True)
    of_viewer = Company.objects.filter(pk__in=viewer.company_ids).select_related("successor")
    counted = of_viewer.annotate(area_count=areas, building_count=Count("building", distinct=True))
    return [
        CompanyLine(
            each.pk,
            each.name,
            each.sample,
            each.area_count,
            each.building_count,
            each.successor.name if each.successor else "",
        )
        for each in counted.order_by("name")
    ]


def with_predecessors(company_ids: Collection[uuid.UUID], at: datetime) -> frozenset[uuid.UUID]:
    """Return the companies with all whose succession they have taken on by a moment (F-2).

    One query for each step of the longest succession, and one more.
    """
    found = latest = frozenset(company_ids)
    while latest:
        before = Company.objects.filter(successor__in=latest, valid__endswith__lte=at)
        latest = frozenset(before.values_list("pk", flat=True)) - found
        found |= latest
    return found


def line_of(company_id: uuid.UUID, at: datetime) -> RawSQL:
    """Return, for a filter, a company and those it succeeded by a moment: what binds it (F-2).

    A company that takes another over takes over its contracts with contractors and its price list
    as they stand, until it makes its own. It is a part of the query that asks, not one more.
    """
    return RawSQL(
        """WITH RECURSIVE line(id) AS (
            SELECT %s::uuid
            UNION
            SELECT before.id FROM parties_company before JOIN line ON before.successor_id = line.id
            WHERE upper(before.valid) <= %s
        ) SELECT id FROM line""",
        [company_id, at],
    )


def is_sample_area(code: str, at: datetime) -> bool:
    """Return whether who is in charge of a municipality comes from the sample table."""
    return Area.objects.filter(municipality_code=code, sample=True, valid__contains=at).exists()


def company_of_municipality(code: str, at: datetime) -> Company | None:
    """Return the company in charge of a municipality."""
    area = Area.objects.filter(municipality_code=code, valid__contains=at)
    return Company.objects.filter(areas__in=area).first()


def privacy_managers(company_id: uuid.UUID, at: datetime) -> list[PrivacyManager]:
    """Return who is in charge of privacy for a company and its stations, the company first."""
    found = PrivacyManager.objects.filter(company=company_id, valid__contains=at)
    return list(found.order_by("station"))


def privacy_managers_of(company_ids: Collection[uuid.UUID], at: datetime) -> list[PrivacyManager]:
    """Return who is in charge of privacy in several companies, with each company (4.10)."""
    found = PrivacyManager.objects.filter(company__in=company_ids, valid__contains=at)
    return list(found.select_related("company").order_by("company__name", "station"))


def companies_without_privacy_manager(at: datetime) -> list[Company]:
    """Return the living companies for which nobody is in charge of privacy (4.10)."""
    held = PrivacyManager.objects.filter(station="", valid__contains=at).values("company")
    return list(Company.objects.filter(valid__contains=at).exclude(pk__in=held).order_by("name"))


def municipalities_of(viewer: Viewer, at: datetime) -> list[str]:
    """Return the municipalities that the viewer's companies are in charge of at a moment."""
    found = Area.objects.filter(company_id__in=viewer.company_ids, valid__contains=at)
    return sorted(set(found.values_list("municipality_code", flat=True)))
