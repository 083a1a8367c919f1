"""Writes the portraits of technicians: what a resident compares with who stands at the door."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke import pictures
from kaketsuke.database.refusals import Refusal
from kaketsuke.network import queries
from kaketsuke.network.models import Portrait, Technician
from kaketsuke.people import keys, sealing

# Sharp at twice its place on a phone, and some fifteen kilobytes.
SIDE: Final = 288
TOO_LARGE = _("写真が大きすぎます（12 MB まで）。小さくした写真を選んでください。")
UNREADABLE = _("写真を読み取れませんでした。JPEG・PNG・WebP の写真を選んでください。")


class CannotKeepPortrait(Refusal):
    """What was sent is no picture that can be kept."""


@transaction.atomic
def set_portrait(technician_id: UUID, *, file: bytes, now: datetime) -> Portrait:
    """Keep a technician's face, drawn anew and sealed; a later one takes the place of a former.

    Raises: CannotKeepPortrait.
    """
    try:
        picture = pictures.squared(file, side=SIDE)
    except pictures.TooLarge as error:
        raise CannotKeepPortrait(TOO_LARGE) from error
    except pictures.Unreadable as error:
        raise CannotKeepPortrait(UNREADABLE) from error
    technician = Technician.objects.select_for_update().get(pk=technician_id)
    Portrait.objects.filter(technician=technician).delete()
    portrait = Portrait(technician=technician, added_at=now)
    portrait.picture_sealed = sealing.seal_bytes(
        keys.open_key("person", technician.person_id),
        picture.jpeg,
        context=queries.portrait_place(portrait.id),
    )
    portrait.save(force_insert=True)
    return portrait


@transaction.atomic
def remove_portrait(technician_id: UUID) -> None:
    """Delete a technician's picture; initials stand in its place."""
    Portrait.objects.filter(technician=technician_id).delete()
