"""Puts a version of the terms in force, and tells everybody who is registered of it (F).

What was consented before stays good for what it said; the notice leads to the page where the new
version is read and consented to.
"""

import functools
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from kaketsuke.notify import services as notify_services
from kaketsuke.residents import notices
from kaketsuke.residents.models import Consent, Registration, VersionNotice
from kaketsuke.terms import queries as term_queries
from kaketsuke.terms import services as term_services
from kaketsuke.terms.models import Version

TELL: Final = "residents.tell_of_version"
BATCH: Final = 200


@transaction.atomic
def publish_terms(version_id: uuid.UUID, *, from_: datetime, now: datetime) -> Version:
    """Put a version in force from a moment; from then on registrants are told in the background.

    The same moment again changes nothing. Raises CannotPublishTerms.
    """
    version = term_services.publish(version_id, from_=from_, now=now)
    if VersionNotice.objects.filter(version=version, from_time=from_).exists():
        return version
    # A version whose beginning is moved is told at its new one.
    VersionNotice.objects.filter(version=version).delete()
    notice = VersionNotice.objects.create(version=version, from_time=from_)
    _go_on(notice, schedule_at=max(from_, now))
    return version


@transaction.atomic
def tell_next_of_version(notice_id: uuid.UUID, *, now: datetime, limit: int = BATCH) -> int:
    """Tell the next registrants, note how far it has come, and have the rest told; return how many.

    Each person is told once, however many homes they are registered in; who has consented to the
    version already is not. Nothing happens where all were told, before the version holds, or where
    its beginning was moved; where another one has followed, that one is told instead.
    """
    notice = (
        VersionNotice.objects.select_for_update(of=("self",))
        .select_related("version")
        .filter(pk=notice_id, done_at__isnull=True, from_time__lte=now)
        .first()
    )
    if notice is None:
        return 0
    people: list[uuid.UUID] = []
    if term_queries.version_in_force(now).pk == notice.version_id:
        people = list(_to_be_told(notice, now)[:limit])
        _tell(people, notice=notice, now=now)
    notice.told += len(people)
    if len(people) == limit:
        notice.reached = people[-1]
        _go_on(notice)
    else:
        notice.done_at = now
    notice.save(update_fields=["told", "reached", "done_at"])
    return len(people)


def _go_on(notice: VersionNotice, *, schedule_at: datetime | None = None) -> None:
    job = app.configure_task(
        TELL, allow_unknown=True, priority=notify_services.UNHURRIED, schedule_at=schedule_at
    )
    job.defer(notice_id=str(notice.pk))


def _to_be_told(notice: VersionNotice, at: datetime) -> "QuerySet[Registration, uuid.UUID]":
    """Return the persons in the order of their ids, after the last one who was told."""
    consented = Consent.objects.filter(version=notice.version_id, line="terms")
    live = Registration.objects.filter(valid__contains=at).exclude(
        person__in=consented.values("person")
    )
    if notice.reached is not None:
        live = live.filter(person__gt=notice.reached)
    return live.order_by("person_id").values_list("person_id", flat=True).distinct()


def _tell(people: Sequence[uuid.UUID], *, notice: VersionNotice, now: datetime) -> None:
    companies = dict(
        Registration.objects.filter(person__in=people, valid__contains=now)
        .order_by("valid__startswith")
        .values_list("person_id", "company_id")
    )
    day = functools.cache(lambda language: notices.said_day(notice.version.version_date, language))
    told = [
        notices.Told(person_id, companies[person_id], lambda language: {"version": day(language)})
        for person_id in people
    ]
    notices.send_to_many("terms_renewed", told, link=notices.my_page(), now=now)
