"""Photos of the lock: kept sealed under the case's key, looked at and deleted by the centre."""

import base64
import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases import timeline
from kaketsuke.onsite import pictures, refusals, sealed, steps
from kaketsuke.onsite.models import Photo
from kaketsuke.onsite.steps import Press
from kaketsuke.people import keys, sealing

MOST_PHOTOS: Final = 12
DELETED_BECAUSE: Final = ("person", "document", "room", "other")
ADDED: Final = "PhotoAdded"


@transaction.atomic
def add_photo(
    case_id: UUID,
    *,
    file: bytes,
    moment: str,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> Photo | None:
    """Keep a photo of the lock, redrawn and sealed; sent twice it is kept once.

    Raises: CannotAct, CannotReadPicture.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if steps.pressed_before(case, press, ADDED):
        return None
    if Photo.objects.filter(case=case).count() >= MOST_PHOTOS:
        raise refusals.CannotReadPicture(refusals.PICTURES_ENOUGH)
    picture = pictures.redrawn(file)
    photo = Photo(
        company_id=case.company_id,
        case=case,
        technician_id=technician,
        moment=moment if moment in dict(Photo.MOMENTS) else "before",
        sha256=hashlib.sha256(picture.jpeg).digest(),
        width=picture.width,
        height=picture.height,
        taken_at=press.at,
        entered_at=now,
    )
    photo.picture_sealed = sealing.seal(
        keys.open_key("case", case.id),
        base64.b85encode(picture.jpeg).decode(),
        context=sealed.picture(photo.id),
    )
    photo.save(force_insert=True)
    case_services.remark(
        case_id,
        remark=ADDED,
        actor=Actor(ActorRole.TECHNICIAN, technician),
        now=now,
        event_at=press.at,
        facts={"moment": photo.moment, "sha256": photo.sha256.hex()},
        idempotency_key=idempotency_key,
    )
    return photo


@transaction.atomic
def review_photo(photo_id: UUID, *, actor: Actor, now: datetime) -> Photo:
    """Somebody at the centre has looked: it shows the lock and nothing else."""
    photo = Photo.objects.select_for_update().get(pk=photo_id)
    if photo.reviewed_at is None and photo.deleted_at is None:
        photo.reviewed_at, photo.reviewed_by_id = now, actor.id
        photo.save(update_fields=["reviewed_at", "reviewed_by_id"])
    return photo


@transaction.atomic
def forget_photos(case_ids: Collection[UUID], *, now: datetime) -> int:
    """Delete the pictures of cases whose time is over; return how many. No step is recorded."""
    return _kept_photos(case_ids).update(
        picture_sealed=None, deleted_at=now, deleted_because="retention"
    )


def count_photos(case_ids: Collection[UUID]) -> int:
    """Return how many pictures `forget_photos` would delete."""
    return _kept_photos(case_ids).count()


def _kept_photos(case_ids: Collection[UUID]) -> "QuerySet[Photo]":
    return Photo.objects.filter(case__in=case_ids, deleted_at__isnull=True)


@transaction.atomic
def delete_photo(photo_id: UUID, *, because: str, actor: Actor, now: datetime) -> Photo:
    """Delete a picture that shows more than the lock; that it was there stays on record."""
    case_id = Photo.objects.values_list("case_id", flat=True).get(pk=photo_id)
    timeline.locked(case_id)
    photo = Photo.objects.select_for_update().get(pk=photo_id)
    if photo.deleted_at is not None:
        return photo
    photo.picture_sealed = None
    photo.deleted_at = now
    photo.deleted_because = because if because in DELETED_BECAUSE else "other"
    photo.save(update_fields=["picture_sealed", "deleted_at", "deleted_because"])
    case_services.remark(
        case_id,
        remark="PhotoDeleted",
        actor=actor,
        now=now,
        facts={"why": photo.deleted_because, "sha256": bytes(photo.sha256).hex()},
    )
    return photo
