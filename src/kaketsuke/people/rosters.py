"""Adds many persons at once, as an owner's roster brings them: three statements for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kaketsuke.people import normalise, sealing
from kaketsuke.people.models import ContactPoint, Person, SubjectKey
from kaketsuke.people.services import place


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person of a roster with the ways to reach them, the first phone first."""

    kind: str
    company_id: UUID | None
    family: str
    given: str
    kana: str = ""
    romaji: str = ""
    language: str = "ja"
    can_phone: bool = True
    contacts: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        """Keep names out of logs and tracebacks."""
        return "RosterLine(…)"


@transaction.atomic
def add_roster(
    lines: Sequence[RosterLine], *, proven_at: datetime | None, now: datetime
) -> list[Person]:
    """Add everybody of a roster, each sealed under a key of their own, in the roster's order.

    Raises: CannotUsePhone, CannotUseEmail.
    """
    persons, keys, points = [], [], []
    for line in lines:
        key = sealing.new_key()
        person = _sealed(line, key=key, now=now)
        persons.append(person)
        wrapped = sealing.wrap(key, subject_kind="person", subject_id=person.id)
        keys.append(SubjectKey(subject_kind="person", subject_id=person.id, wrapped_key=wrapped))
        points += [
            _contact(person, kind, value, key=key, proven_at=proven_at, now=now)
            for kind, value in line.contacts
        ]
    SubjectKey.objects.bulk_create(keys)
    Person.objects.bulk_create(persons)
    ContactPoint.objects.bulk_create(points)
    return persons


def _sealed(line: RosterLine, *, key: bytes, now: datetime) -> Person:
    person = Person(
        kind=line.kind, company_id=line.company_id, language=line.language, created_at=now
    )
    texts = {
        "family": line.family,
        "given": line.given,
        "kana": line.kana,
        "romaji": line.romaji,
        "can_phone": "yes" if line.can_phone else "no",
    }
    for column, text in texts.items():
        sealed = sealing.seal(key, text, context=place(f"person.{column}", person.id))
        setattr(person, f"{column}_sealed", sealed)
    return person


def _contact(
    person: Person, kind: str, value: str, *, key: bytes, proven_at: datetime | None, now: datetime
) -> ContactPoint:
    text = normalise.contact(kind, value)
    point = ContactPoint(
        person=person,
        company_id=person.company_id,
        kind=kind,
        index=sealing.blind_index(kind, text),
        created_at=now,
        proven_at=proven_at,
    )
    point.value_sealed = sealing.seal(key, text, context=place("contact_point.value", point.id))
    return point
