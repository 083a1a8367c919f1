"""One data key a subject, wrapped by the master key. Destroying it is how a person is forgotten."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from kaketsuke.database import bulk, ids
from kaketsuke.people import sealing
from kaketsuke.people.models import SubjectKey

SubjectKind = Literal[
    "person",
    "call",
    "case",
    "request",
    "flag",
    "money",
    "complaint",
    "claim",
    "privacy",
    "block",
    "hold",
    "incident",
    "alert",
    "invitation",
    "one_time_code",
    "roster",
]


class KeyIsGone(Exception):
    """The subject has no key, or it was destroyed: what was sealed under it stays sealed."""


def create(subject_kind: SubjectKind, subject_id: UUID) -> bytes:
    """Make and keep the subject's key; return it open."""
    key = sealing.new_key()
    SubjectKey.objects.create(
        subject_kind=subject_kind,
        subject_id=subject_id,
        wrapped_key=sealing.wrap(key, subject_kind=subject_kind, subject_id=subject_id),
    )
    return key


def create_many(
    subject_kind: SubjectKind, subject_ids: Sequence[UUID], *, writer: bulk.Writer
) -> list[bytes]:
    """Make the keys of many subjects; return them open, in the order of the subjects."""
    opened = [sealing.new_key() for _ in subject_ids]
    wrapped = (
        sealing.wrap(key, subject_kind=subject_kind, subject_id=subject_id)
        for subject_id, key in zip(subject_ids, opened, strict=True)
    )
    rows = zip(ids.new_ids(len(opened)), subject_ids, wrapped, strict=True)
    same = {"subject_kind": subject_kind, "epoch": 1}
    writer.take(SubjectKey, ("id", "subject_id", "wrapped_key"), rows, same=same)
    return opened


def open_key(subject_kind: SubjectKind, subject_id: UUID) -> bytes:
    """Return the subject's key. Raises KeyIsGone."""
    try:
        return open_keys(subject_kind, [subject_id])[subject_id]
    except KeyError as error:
        raise KeyIsGone(f"There is no key of {subject_kind} {subject_id}.") from error


def open_or_create(subject_kind: SubjectKind, subject_id: UUID) -> bytes:
    """Return the subject's key, made now if it never had one. Raises KeyIsGone once destroyed."""
    kept = SubjectKey.objects.filter(subject_kind=subject_kind, subject_id=subject_id).first()
    if kept is None:
        return create(subject_kind, subject_id)
    if kept.wrapped_key is None:
        raise KeyIsGone(f"There is no key of {subject_kind} {subject_id}.")
    return sealing.unwrap(kept.wrapped_key, subject_kind=subject_kind, subject_id=subject_id)


def open_keys(subject_kind: SubjectKind, subject_ids: Collection[UUID]) -> dict[UUID, bytes]:
    """Return the keys that still exist, in one query."""
    kept = SubjectKey.objects.filter(
        subject_kind=subject_kind, subject_id__in=subject_ids, wrapped_key__isnull=False
    ).values_list("subject_id", "wrapped_key")
    return {
        subject_id: sealing.unwrap(wrapped, subject_kind=subject_kind, subject_id=subject_id)
        for subject_id, wrapped in kept
        if wrapped is not None
    }


def destroyed_before(
    subject_kind: SubjectKind, subject_ids: Collection[UUID], moment: datetime
) -> set[UUID]:
    """Return which of these subjects have lost their key before a moment."""
    gone = SubjectKey.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids)
    return set(gone.filter(destroyed_at__lt=moment).values_list("subject_id", flat=True))


def destroy(subject_kind: SubjectKind, subject_id: UUID, *, now: datetime) -> None:
    """Destroy the subject's key; doing it twice changes nothing."""
    SubjectKey.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, destroyed_at__isnull=True
    ).update(wrapped_key=None, destroyed_at=now)


def destroy_many(
    subject_kind: SubjectKind, subject_ids: Collection[UUID], *, now: datetime
) -> None:
    """Destroy the keys of many subjects of one kind in one statement."""
    SubjectKey.objects.filter(
        subject_kind=subject_kind, subject_id__in=subject_ids, destroyed_at__isnull=True
    ).update(wrapped_key=None, destroyed_at=now)
