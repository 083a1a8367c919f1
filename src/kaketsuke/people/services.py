"""The only writers of persons and contact points."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal
from kaketsuke.people import keys, normalise, sealing
from kaketsuke.people.models import ContactPoint, FormerName, Person

NAMES = ("family", "given", "kana", "romaji")


class CannotCorrectName(Refusal):
    """The new name is another person's: nothing of the old one is left in it (4.5)."""


def place(column: str, row_id: UUID) -> str:
    """Return the context to which a sealed column of a row is bound."""
    return f"people.{column}:{row_id}"


@transaction.atomic
def add_person(
    *,
    kind: str,
    company_id: UUID | None,
    family: str,
    given: str,
    kana: str = "",
    romaji: str = "",
    language: str = "ja",
    can_phone: bool = True,
    now: datetime,
) -> Person:
    """Add a person, sealed under a key of their own (2.2d)."""
    person = Person(kind=kind, company_id=company_id, language=language, created_at=now)
    key = keys.create("person", person.id)
    texts = {
        "family": family,
        "given": given,
        "kana": kana,
        "romaji": romaji,
        "can_phone": "yes" if can_phone else "no",
    }
    for column, text in texts.items():
        sealed = sealing.seal(key, text, context=place(f"person.{column}", person.id))
        setattr(person, f"{column}_sealed", sealed)
    person.save(force_insert=True)
    return person


@transaction.atomic
def add_contact(
    person: Person, *, kind: str, value: str, proven_at: datetime | None, now: datetime
) -> ContactPoint:
    """Add a way to reach the person; the one they have already is given back (2.2d).

    It is proven from now on where it was not and `proven_at` says so.

    Raises: CannotUsePhone, CannotUseEmail.
    """
    text = normalise.contact(kind, value)
    index = sealing.blind_index(kind, text)
    known = ContactPoint.objects.filter(
        person=person, kind=kind, index=index, ended_at__isnull=True
    ).first()
    if known is not None:
        if known.proven_at is None and proven_at is not None:
            known.proven_at = proven_at
            known.save(update_fields=["proven_at"])
        return known
    point = ContactPoint(
        person=person,
        company_id=person.company_id,
        kind=kind,
        index=index,
        created_at=now,
        proven_at=proven_at,
    )
    key = keys.open_key("person", person.id)
    point.value_sealed = sealing.seal(key, text, context=place("contact_point.value", point.id))
    point.save(force_insert=True)
    return point


@transaction.atomic
def prove_contact(person_id: UUID, *, kind: str, value: str, now: datetime) -> ContactPoint:
    """Note that a person was proven to be reached there; it is added where it was not known."""
    person = Person.objects.get(pk=person_id)
    return add_contact(person, kind=kind, value=value, proven_at=now, now=now)


@transaction.atomic
def no_longer_shared(person_id: UUID, *, with_id: UUID) -> int:
    """A number that two people gave is not proven to be the first one's any more; return how many.

    They are still reached there; it opens no account of theirs.
    """
    of_other = ContactPoint.objects.filter(person=with_id).values("index")
    shared = ContactPoint.objects.filter(person=person_id, index__in=of_other, ended_at=None)
    return shared.update(proven_at=None)


@transaction.atomic
def end_contact(contact_point_id: UUID, *, now: datetime) -> None:
    """End a way to reach a person: it is not found and not used any more."""
    ContactPoint.objects.filter(pk=contact_point_id, ended_at__isnull=True).update(ended_at=now)


@transaction.atomic
def rename(person_id: UUID, *, names: Mapping[str, str]) -> None:
    """Put other words in the place of parts of a name; who asked for it keeps the old ones.

    Raises: KeyIsGone.
    """
    key = keys.open_key("person", person_id)
    sealed = {
        f"{column}_sealed": sealing.seal(key, text, context=place(f"person.{column}", person_id))
        for column, text in names.items()
    }
    Person.objects.filter(pk=person_id).update(**sealed)


@transaction.atomic
def correct_name(
    person_id: UUID, *, names: dict[str, str], corrected_by_id: UUID | None, now: datetime
) -> None:
    """Write a name anew, as after a marriage or where it was misspelt; keep how it was (4.5).

    `names` gives family, given, kana and romaji. Family or given name must stay: a registration is
    never handed to another person. Raises: CannotCorrectName.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    key = keys.open_key("person", person_id)
    before = {each: _opened(person, each, key=key) for each in NAMES}
    after = {each: names.get(each, "").strip() for each in NAMES}
    if after == before:
        return
    if after["family"] != before["family"] and after["given"] != before["given"]:
        raise CannotCorrectName(
            _(
                "姓と名の両方は変えられません。登録は別の方へ譲れないため、"
                "別の方は新しく登録してください。お困りのときは、お問い合わせの番号へお電話ください。"
            )
        )
    kept = FormerName(
        person=person,
        company_id=person.company_id,
        corrected_at=now,
        corrected_by_id=corrected_by_id,
    )
    text = json.dumps(before, ensure_ascii=False)
    kept.names_sealed = sealing.seal(key, text, context=place("former_name.names", kept.id))
    kept.save(force_insert=True)
    for each in NAMES:
        sealed = sealing.seal(key, after[each], context=place(f"person.{each}", person.id))
        setattr(person, f"{each}_sealed", sealed)
    person.save(update_fields=[f"{each}_sealed" for each in NAMES])


def _opened(person: Person, column: str, *, key: bytes) -> str:
    blob = getattr(person, f"{column}_sealed")
    if blob is None:
        return ""
    return sealing.open_sealed(key, blob, context=place(f"person.{column}", person.id))


@transaction.atomic
def speak(person_id: UUID, *, language: str) -> None:
    """Note in which language a person reads what we write."""
    Person.objects.filter(pk=person_id).update(language=language)


@transaction.atomic
def erase(person_id: UUID, *, now: datetime) -> None:
    """Forget a person: the key is destroyed and the indexes go; ids in the record stay."""
    keys.destroy("person", person_id, now=now)
    ContactPoint.objects.filter(person_id=person_id).delete()
    FormerName.objects.filter(person_id=person_id).delete()
    Person.objects.filter(pk=person_id).update(
        family_sealed=None,
        given_sealed=None,
        kana_sealed=None,
        romaji_sealed=None,
        can_phone_sealed=None,
    )
