"""Who is a registrant of a dwelling at a moment, and whether the dwelling is covered and why."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaketsuke.parties import queries as party_queries
from kaketsuke.residents.models import Decline, Registration


@dataclass(frozen=True, slots=True)
class Registrant:
    """A live registrant of a dwelling."""

    person_id: uuid.UUID
    registration_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class CoverageFact:
    """One fact that decides whether a dwelling is covered, in words."""

    clause: str
    holds: bool
    words: "str | Promise"


def _usable(
    at: datetime, usable_before: datetime, *, confirmed_before: datetime | None = None
) -> "QuerySet[Registration]":
    usable = Q(valid__contains=at, proof__isnull=False, usable_from__lte=usable_before)
    if confirmed_before is not None:
        usable |= Q(valid__contains=confirmed_before, owner_confirmed_at__lte=confirmed_before)
    return Registration.objects.filter(usable)


def registration_status(
    dwelling_id: uuid.UUID,
    person_id: uuid.UUID | None,
    *,
    at: datetime,
    usable_before: datetime,
    confirmed_before: datetime | None = None,
) -> str:
    """Return registered, declined, withdrawn or none: of a person, or else of the dwelling.

    A registration that began after `usable_before`, is not proven or ended by moving out counts
    as none; one that the owner has confirmed by `confirmed_before` counts all the same (2.2). A
    decline stands until somebody registers after it; who declined is not kept (2.3), so a person
    without a registration of their own is told of the dwelling's decline.
    """
    usable = _usable(at, usable_before, confirmed_before=confirmed_before).filter(
        dwelling=dwelling_id
    )
    own = usable if person_id is None else usable.filter(person=person_id)
    if own.exists():
        return "registered"
    begun = Registration.objects.filter(dwelling=dwelling_id, valid__startswith__lte=at)
    if person_id is not None:
        begun = begun.filter(person=person_id)
    latest = begun.order_by("-valid__startswith").first()
    if latest is not None and latest.valid.upper is not None and latest.valid.upper <= at:
        if _declined_since(dwelling_id, latest.valid.upper, at=at):
            return "declined"
        return "withdrawn" if latest.end_reason == "withdrawn" else "none"
    if latest is None and not usable.exists() and _declined(dwelling_id, at=at):
        return "declined"
    return "none"


def _declined(dwelling_id: uuid.UUID, *, at: datetime) -> bool:
    declined = Decline.objects.filter(dwelling=dwelling_id, declined_at__lte=at)
    latest = declined.order_by("-declined_at").values_list("declined_at", flat=True).first()
    if latest is None:
        return False
    overtaken = Registration.objects.filter(
        dwelling=dwelling_id, valid__startswith__gt=latest, valid__startswith__lte=at
    )
    return not overtaken.exists()


def _declined_since(dwelling_id: uuid.UUID, moment: datetime, *, at: datetime) -> bool:
    declined = Decline.objects.filter(
        dwelling=dwelling_id, declined_at__gte=moment, declined_at__lte=at
    )
    return declined.exists() and _declined(dwelling_id, at=at)


def live_registrants(
    dwelling_id: uuid.UUID, at: datetime, *, confirmed_before: datetime | None = None
) -> list[Registrant]:
    """Return the registrants of a dwelling at a moment, in the order in which they registered.

    With `confirmed_before` also whoever registered later and was confirmed by the owner by then.
    """
    found = (
        _usable(at, at, confirmed_before=confirmed_before)
        .filter(dwelling=dwelling_id)
        .order_by("valid__startswith", "id")
    )
    return [Registrant(*row) for row in found.values_list("person_id", "id")]


def registrations_of(person_ids: Collection[uuid.UUID]) -> list[Registration]:
    """Return every registration of the persons with dwelling and building, live ones first."""
    return list(
        Registration.objects.filter(person__in=person_ids)
        .select_related("dwelling__building__company")
        .order_by("-valid__endswith", "-valid__startswith")
    )


def coverage(dwelling_id: uuid.UUID, at: datetime) -> list[CoverageFact]:
    """Return the facts by which a dwelling is covered or not, in clause order (X-13)."""
    contract = party_queries.contract_status_at(dwelling_id, at)
    status = registration_status(dwelling_id, None, at=at, usable_before=at)
    return [
        CoverageFact("1.1", contract.status == "active", _CONTRACT_WORDS[contract.status]),
        CoverageFact(
            "1.1",
            contract.covers,
            _("覚書はこの部屋を含みます。")
            if contract.covers
            else _("覚書はこの部屋を含みません。"),
        ),
        _lock_fact(party_queries.lock_on_record(dwelling_id, at)),
        CoverageFact(
            "2.3" if status == "declined" else "2.2",
            status == "registered",
            _REGISTRATION_WORDS[status],
        ),
    ]


def _lock_fact(on_record: bool) -> CoverageFact:  # noqa: FBT001 - the fact itself
    words = (
        _("ドアのロックが記録されています。")
        if on_record
        else _("ドアのロックが記録されていません。")
    )
    return CoverageFact("2.1", on_record, words)


_CONTRACT_WORDS: dict[str, "str | Promise"] = {
    "active": _("建物の覚書は有効です。"),
    "ended": _("建物の覚書は終わっています。"),
    "service_removed": _("建物の覚書から、このサービスは外されています。"),
    "none": _("建物の覚書はありません。"),
}

_REGISTRATION_WORDS: dict[str, "str | Promise"] = {
    "registered": _("登録された利用者がいます。"),
    "declined": _("この居宅は利用を断っています。"),
    "withdrawn": _("利用者は利用をやめています。"),
    "none": _("登録された利用者がいません。"),
}


@dataclass(frozen=True, slots=True)
class RegistrantOfBuilding:
    """A live registrant with room and beginning."""

    registration_id: uuid.UUID
    person_id: uuid.UUID
    room: str
    since: datetime


def registered_homes(building_id: uuid.UUID, at: datetime) -> int:
    """Return how many dwellings of a building have a live registrant."""
    live = _usable(at, at).filter(dwelling__building=building_id)
    return live.values("dwelling").distinct().count()


def registrants_of_building(
    building_id: uuid.UUID, at: datetime, *, page: int, size: int
) -> list[RegistrantOfBuilding]:
    """Return a page of a building's live registrants by room, and one more if others follow."""
    live = _usable(at, at).filter(dwelling__building=building_id)
    found = live.order_by("dwelling__room", "id").values_list(*_OF_BUILDING)
    first = (page - 1) * size
    return [RegistrantOfBuilding(*row) for row in found[first : first + size + 1]]


def unproven_of_building(
    building_id: uuid.UUID, at: datetime, *, page: int, size: int
) -> list[RegistrantOfBuilding]:
    """Return a page of who is proven by nothing yet at a building, and one more if others follow.

    The longest waiting come first. What names nobody in a roster and used no code stays unusable
    until the owner's word (2.2).
    """
    found = Registration.objects.filter(
        dwelling__building=building_id, valid__contains=at, proof__isnull=True
    )
    rows = found.order_by("valid__startswith", "id").values_list(*_OF_BUILDING)
    first = (page - 1) * size
    return [RegistrantOfBuilding(*row) for row in rows[first : first + size + 1]]


def person_registered(
    registration_id: uuid.UUID, building_id: uuid.UUID, at: datetime
) -> uuid.UUID | None:
    """Return whose registration it is, where it is live and of a dwelling of the building."""
    found = Registration.objects.filter(
        pk=registration_id, dwelling__building=building_id, valid__contains=at
    )
    return found.values_list("person_id", flat=True).first()


_OF_BUILDING = ("id", "person_id", "dwelling__room", "valid__startswith")
