"""Are these the keys that the database was made with? Asked before anything is written by them.

One damaged row must not keep an emergency service from starting: a key is another one only where
it fits none of the newest rows.
"""

from typing import Final
from uuid import UUID

from kaketsuke.people import sealing
from kaketsuke.people.models import ContactPoint, SubjectKey
from kaketsuke.people.services import place

TRIED: Final = 20
SEALED: Final = frozenset({"people_subjectkey"})
INDEXED: Final = SEALED | {"people_contactpoint"}


def master_key_fits() -> bool:
    """Tell whether the master key opens what was sealed, or nothing was."""
    living = SubjectKey.objects.filter(wrapped_key__isnull=False)
    newest = living.order_by("-pk").values_list("subject_kind", "subject_id", "wrapped_key")[:TRIED]
    return not newest or any(_unwrapped(*each) is not None for each in newest)


def index_key_fits() -> bool:
    """Tell whether numbers are found as they were written down; ask only with the right master."""
    points = ContactPoint.objects.order_by("-pk")
    newest = points.values_list("pk", "person_id", "kind", "value_sealed", "index")[:TRIED]
    wrapped = dict(
        SubjectKey.objects.filter(
            subject_kind="person",
            subject_id__in=[person_id for _pk, person_id, *_rest in newest],
            wrapped_key__isnull=False,
        ).values_list("subject_id", "wrapped_key")
    )
    compared = []
    for pk, person_id, kind, value_sealed, index in newest:
        key = _unwrapped("person", person_id, wrapped.get(person_id))
        if key is None:
            continue
        try:
            value = sealing.open_sealed(key, value_sealed, context=place("contact_point.value", pk))
        except sealing.CannotOpen:
            continue
        compared.append(sealing.blind_index(kind, value) == bytes(index))
    return not compared or any(compared)


def _unwrapped(kind: str, subject_id: UUID, wrapped: bytes | memoryview | None) -> bytes | None:
    if wrapped is None:
        return None
    try:
        return sealing.unwrap(wrapped, subject_kind=kind, subject_id=subject_id)
    except sealing.CannotOpen:
        return None
