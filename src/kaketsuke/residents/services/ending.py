"""Ends the service at a building, and tells everybody who is registered there (1.2).

What was accepted before is finished: a case does not ask for the contract again.
"""

import functools
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import formats, timezone, translation
from procrastinate.contrib.django import app

from kaketsuke.notify import services as notify_services
from kaketsuke.parties import services as party_services
from kaketsuke.parties.models import ContractBuilding
from kaketsuke.residents import notices
from kaketsuke.residents.models import EndingNotice, Registration

TELL: Final = "residents.tell_of_ending"
BATCH: Final = 200


@transaction.atomic
def end_cover(
    contract_building_id: uuid.UUID,
    *,
    at: datetime,
    service_removed: bool = False,
    document_reference: str,
    recorded_by_id: uuid.UUID | None,
    now: datetime,
) -> EndingNotice:
    """End a building's cover at a moment, and begin to tell its registrants in the background.

    Raises CannotEndContract.
    """
    cover = party_services.end_contract(
        contract_building_id,
        at=at,
        service_removed=service_removed,
        document_reference=document_reference,
        recorded_by_id=recorded_by_id,
        now=now,
    )
    # An end that is moved is told again, from the beginning.
    EndingNotice.objects.filter(cover=cover).delete()
    notice = EndingNotice.objects.create(
        company_id=cover.building.company_id,
        cover=cover,
        ends_at=at,
        total=_affected(cover, now).count(),
        begun_at=now,
    )
    _go_on(notice)
    return notice


@transaction.atomic
def tell_next_of_ending(notice_id: uuid.UUID, *, now: datetime, limit: int = BATCH) -> int:
    """Tell the next registrants, note how far it has come, and have the rest told; return how many.

    Nothing happens where all were told, or where the end was moved meanwhile.
    """
    notice = (
        EndingNotice.objects.select_for_update(of=("self",))
        .select_related("cover__building")
        .filter(pk=notice_id, done_at__isnull=True)
        .first()
    )
    if notice is None:
        return 0
    waiting = _affected(notice.cover, notice.begun_at).order_by("id")
    if notice.reached is not None:
        waiting = waiting.filter(pk__gt=notice.reached)
    batch = list(waiting.select_related("dwelling")[:limit])
    _tell(batch, notice=notice, now=now)
    notice.told = min(notice.total, notice.told + len(batch))
    if len(batch) == limit:
        notice.reached = batch[-1].pk
        _go_on(notice)
    else:
        notice.done_at = now
    notice.save(update_fields=["told", "reached", "done_at"])
    return len(batch)


def _affected(cover: ContractBuilding, at: datetime) -> "QuerySet[Registration]":
    return Registration.objects.filter(
        dwelling__building=cover.building_id,
        dwelling__excluded_from_contract=False,
        valid__contains=at,
    )


def _go_on(notice: EndingNotice) -> None:
    job = app.configure_task(TELL, allow_unknown=True, priority=notify_services.UNHURRIED)
    job.defer(notice_id=str(notice.pk))


def _tell(batch: Sequence[Registration], *, notice: EndingNotice, now: datetime) -> None:
    said = functools.cache(lambda language: _said(notice.ends_at, language))
    building = notice.cover.building.name

    def told(registration: Registration) -> notices.Told:
        room = registration.dwelling.room
        return notices.Told(
            registration.person_id,
            registration.company_id,
            lambda language: {"building": building, "room": room, "moment": said(language)},
        )

    notices.send_to_many("service_ends", [told(each) for each in batch], link=None, now=now)


def _said(moment: datetime, language: str) -> str:
    with translation.override(language):
        form = "Y年n月j日 H:i" if language == "ja" else "j F Y, H:i"
        return formats.date_format(timezone.localtime(moment), form)
