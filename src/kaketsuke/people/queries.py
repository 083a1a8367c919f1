"""What is known of persons, opened. Every answer is made in a constant number of queries."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kaketsuke.people import keys, normalise, sealing
from kaketsuke.people.models import ContactPoint, FormerName, Person
from kaketsuke.people.services import place


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name, opened for showing. It prints as nothing, since what prints may end in a log."""

    family: str
    given: str
    kana: str = ""
    romaji: str = ""

    @property
    def full(self) -> str:
        """Return family and given name."""
        return f"{self.family} {self.given}".strip()

    def __repr__(self) -> str:
        """Keep the name out of logs and tracebacks."""
        return "PersonName(…)"


@dataclass(frozen=True, slots=True)
class OpenedContact:
    """A contact point, opened. `can_phone` is false where the person cannot use a telephone."""

    id: UUID
    person_id: UUID
    kind: str
    value: str
    proven_at: datetime | None

    @property
    def display(self) -> str:
        """Return it as people write it."""
        return normalise.phone_display(self.value) if self.kind == "phone" else self.value

    def __repr__(self) -> str:
        """Keep the value out of logs and tracebacks."""
        return f"OpenedContact({self.id}, {self.kind})"


def names_of(person_ids: Collection[UUID]) -> dict[UUID, PersonName]:
    """Return the names of those who may be seen and were not erased. Two queries."""
    persons = list(Person.objects.filter(pk__in=person_ids, family_sealed__isnull=False))
    opened = keys.open_keys("person", [person.id for person in persons])
    return {
        person.id: PersonName(
            *(
                _open(person, column, key=opened[person.id])
                for column in ("family", "given", "kana", "romaji")
            )
        )
        for person in persons
        if person.id in opened
    }


@dataclass(frozen=True, slots=True)
class Former:
    """How a name was written, and until when."""

    name: PersonName
    until: datetime


def former_names_of(person_id: UUID) -> list[Former]:
    """Return how a person's name was written before, newest first. Two queries."""
    found = list(FormerName.objects.filter(person=person_id).order_by("-corrected_at"))
    opened = keys.open_keys("person", [person_id]) if found else {}
    return [
        Former(_former(each, key=opened[person_id]), each.corrected_at)
        for each in found
        if person_id in opened
    ]


def _former(row: FormerName, *, key: bytes) -> PersonName:
    text = sealing.open_sealed(key, row.names_sealed, context=place("former_name.names", row.id))
    return PersonName(**json.loads(text))


def can_phone(person_ids: Collection[UUID]) -> dict[UUID, bool]:
    """Return whether each person can use a telephone."""
    persons = list(Person.objects.filter(pk__in=person_ids, can_phone_sealed__isnull=False))
    opened = keys.open_keys("person", [person.id for person in persons])
    return {
        person.id: _open(person, "can_phone", key=opened[person.id]) == "yes"
        for person in persons
        if person.id in opened
    }


def languages_of(person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the language each person reads."""
    return dict(Person.objects.filter(pk__in=person_ids).values_list("pk", "language"))


def contact_points_of(person_ids: Collection[UUID]) -> list[OpenedContact]:
    """Return the live contact points of these persons, opened, oldest first. Two queries."""
    points = list(
        ContactPoint.objects.filter(person_id__in=person_ids, ended_at__isnull=True).order_by("pk")
    )
    opened = keys.open_keys("person", {point.person_id for point in points})
    return [
        _opened(point, key=opened[point.person_id]) for point in points if point.person_id in opened
    ]


def persons_by_contact(kind: str, value: str) -> list[UUID]:
    """Return who is reached there, by blind index. Raises: CannotUsePhone, CannotUseEmail."""
    index = sealing.blind_index(kind, normalise.contact(kind, value))
    found = ContactPoint.objects.filter(kind=kind, index=index, ended_at__isnull=True)
    return list(found.order_by("person_id").values_list("person_id", flat=True).distinct())


def residents_reached(phone: str, *, company_ids: Collection[UUID]) -> list[UUID]:
    """Return the residents of these companies under a number. Raises: CannotUsePhone."""
    there = persons_by_contact("phone", phone)
    found = Person.objects.filter(pk__in=there, kind="resident", company_id__in=company_ids)
    return list(found.order_by("pk").values_list("pk", flat=True))


def is_reached(person_id: UUID) -> bool:
    """Return whether any number or address is proven to be this person's."""
    return ContactPoint.objects.filter(
        person=person_id, ended_at=None, proven_at__isnull=False
    ).exists()


def contact_point(contact_point_id: UUID) -> OpenedContact | None:
    """Return one contact point, opened; nothing once it is ended or its person erased."""
    point = ContactPoint.objects.filter(pk=contact_point_id, ended_at__isnull=True).first()
    if point is None:
        return None
    opened = keys.open_keys("person", [point.person_id])
    return _opened(point, key=opened[point.person_id]) if opened else None


def contact_kind(contact_point_id: UUID) -> str | None:
    """Return whether a contact point is a phone or an e-mail address."""
    return ContactPoint.objects.filter(pk=contact_point_id).values_list("kind", flat=True).first()


def address_of(contact_point_id: UUID) -> str:
    """Return the address of a contact point. Raises KeyIsGone once it is ended or erased."""
    found = contact_point(contact_point_id)
    if found is None:
        raise keys.KeyIsGone(f"Contact point {contact_point_id} is not in use any more.")
    return found.value


def _open(person: Person, column: str, *, key: bytes) -> str:
    blob = getattr(person, f"{column}_sealed")
    return sealing.open_sealed(key, blob, context=place(f"person.{column}", person.id))


def _opened(point: ContactPoint, *, key: bytes) -> OpenedContact:
    value = sealing.open_sealed(
        key, point.value_sealed, context=place("contact_point.value", point.id)
    )
    return OpenedContact(point.id, point.person_id, point.kind, value, point.proven_at)
