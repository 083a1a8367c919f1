"""Who has registered and waits: for the owner's word, or for the number to be proven."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.database.paging import Page, page_of
from kaketsuke.overview import estate
from kaketsuke.parties import queries as party_queries
from kaketsuke.parties.models import Owner
from kaketsuke.people import normalise
from kaketsuke.people import queries as people_queries
from kaketsuke.people.models import ContactPoint
from kaketsuke.people.queries import OpenedContact
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.models import Guardianship, Registration

# A registration of the last hours may belong to a call that is still running (2.2).
JUST_NOW = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class WhoToAsk:
    """An owner or management company, and the number at which they are asked."""

    name: str
    phone: str

    def __repr__(self) -> str:
        """Keep a natural owner out of logs."""
        return "WhoToAsk(…)"


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
    owners: tuple[WhoToAsk, ...]

    def __repr__(self) -> str:
        """Keep the name out of logs."""
        return f"Waiting({self.registration_id})"


def waiting(viewer: Viewer, *, page: int, at: datetime) -> Page[Waiting]:
    """Return a page of unproven registrations and those of the last hours, oldest first."""
    found = page_of(
        _waiting(viewer, at=at)
        .select_related("dwelling__building")
        .order_by("valid__startswith", "id"),
        page,
    )
    names = people_queries.names_of({each.person_id for each in found.rows})
    buildings = {each.dwelling.building_id for each in found.rows}
    owners = _who_to_ask(party_queries.owners_of_each(buildings, at))
    rows = [
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
        for each in found.rows
    ]
    return found.showing(rows)


def _who_to_ask(
    owners: Mapping[uuid.UUID, Sequence[Owner]],
) -> dict[uuid.UUID, tuple[WhoToAsk, ...]]:
    """Return name and number of each building's owners; a natural person's are opened."""
    every = [owner for of_building in owners.values() for owner in of_building]
    names = estate.owner_names(every)
    phones = {
        point.person_id: point.display
        for point in people_queries.contact_points_of(
            {owner.person_id for owner in every if owner.person_id}
        )
        if point.kind == "phone"
    }

    def said(owner: Owner) -> WhoToAsk:
        own = phones.get(owner.person_id, "") if owner.person_id else ""
        return WhoToAsk(names[owner.pk], owner.phone_display or own)

    return {building: tuple(map(said, each)) for building, each in owners.items()}


def is_waiting(viewer: Viewer, registration_id: uuid.UUID, *, at: datetime) -> bool:
    """Return whether a registration of the viewer's companies waits for the owner's word."""
    return _waiting(viewer, at=at).filter(pk=registration_id).exists()


def _waiting(viewer: Viewer, *, at: datetime) -> "QuerySet[Registration]":
    return Registration.objects.filter(
        Q(proof__isnull=True) | Q(valid__startswith__gt=at - JUST_NOW),
        company_id__in=viewer.company_ids,
        valid__contains=at,
        owner_confirmed_at__isnull=True,
    )


@dataclass(frozen=True, slots=True)
class Unreached:
    """A registrant of whom no number is proven yet (2.2). It prints as nothing."""

    registration_id: uuid.UUID
    person_id: uuid.UUID
    dwelling_id: uuid.UUID
    name: str
    building: str
    room: str
    phone: OpenedContact | None
    was_guarded: bool
    language: str
    since: datetime

    @property
    def is_landline(self) -> bool:
        """Return whether no text message arrives at the number."""
        return self.phone is not None and normalise.is_landline(self.phone.value)

    def __repr__(self) -> str:
        """Keep name and number out of logs."""
        return f"Unreached({self.registration_id})"


def unreached(viewer: Viewer, *, page: int, at: datetime) -> Page[Unreached]:
    """Return a page of the viewer's registrants without a proven number, oldest first."""
    written_down = ContactPoint.objects.filter(
        company_id__in=viewer.company_ids, kind="phone", proven_at=None, ended_at=None
    )
    found = resident_services.unproven_registrations(at).filter(
        company_id__in=viewer.company_ids, person__in=written_down.values("person")
    )
    ordered = found.select_related("dwelling__building").order_by("valid__startswith", "id")
    shown = page_of(ordered, page)
    return shown.showing(_unreached(shown.rows))


def one_unreached(viewer: Viewer, registration_id: uuid.UUID, *, at: datetime) -> Unreached | None:
    """Return one of them; nothing where a number is proven by now, or for another company."""
    found = resident_services.unproven_registrations(at).filter(
        pk=registration_id, company_id__in=viewer.company_ids
    )
    return next(iter(_unreached(list(found.select_related("dwelling__building")))), None)


def _unreached(rows: list[Registration]) -> list[Unreached]:
    people = {each.person_id for each in rows}
    names = people_queries.names_of(people)
    languages = people_queries.languages_of(people)
    phones = {
        point.person_id: point
        for point in people_queries.contact_points_of(people)
        if point.kind == "phone"
    }
    return [
        Unreached(
            registration_id=each.pk,
            person_id=each.person_id,
            dwelling_id=each.dwelling_id,
            name=names[each.person_id].full if each.person_id in names else "",
            building=each.dwelling.building.name,
            room=each.dwelling.room,
            phone=phones.get(each.person_id),
            was_guarded=each.guardian_id is not None,
            language=languages.get(each.person_id, "ja"),
            since=each.valid.lower,
        )
        for each in rows
    ]


@dataclass(frozen=True, slots=True)
class Guarded:
    """A minor with who speaks for them, and until when at the latest. It prints as nothing."""

    guardianship_id: uuid.UUID
    minor: str
    guardian: str
    homes: tuple[str, ...]
    since: datetime
    until: datetime

    def __repr__(self) -> str:
        """Keep the names out of logs."""
        return f"Guarded({self.guardianship_id})"


def guarded(viewer: Viewer, *, page: int, at: datetime) -> Page[Guarded]:
    """Return a page of the minors of the viewer's companies, who comes of age next first."""
    open_ones = Guardianship.objects.filter(company_id__in=viewer.company_ids, end_reason=None)
    found = page_of(open_ones.order_by("valid__endswith", "id"), page)
    minors = {each.minor_id for each in found.rows}
    names = people_queries.names_of(minors | {each.guardian_id for each in found.rows})
    homes: dict[uuid.UUID, list[str]] = {}
    live = Registration.objects.filter(person__in=minors, valid__contains=at)
    for each in live.select_related("dwelling__building"):
        homes.setdefault(each.person_id, []).append(
            f"{each.dwelling.building.name} {each.dwelling.room}"
        )
    rows = [
        Guarded(
            guardianship_id=each.pk,
            minor=names[each.minor_id].full if each.minor_id in names else "",
            guardian=names[each.guardian_id].full if each.guardian_id in names else "",
            homes=tuple(homes.get(each.minor_id, ())),
            since=each.valid.lower,
            until=each.valid.upper,
        )
        for each in found.rows
    ]
    return found.showing(rows)


def is_guarded(viewer: Viewer, guardianship_id: uuid.UUID) -> bool:
    """Return whether it is a guardianship of the viewer's companies that has not ended."""
    return Guardianship.objects.filter(
        pk=guardianship_id, company_id__in=viewer.company_ids, end_reason=None
    ).exists()
