"""A running case is looked at anew where the record about somebody behind its door has changed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kaketsuke.cases.models import ENDED, Case
from kaketsuke.cases.protection import LOOKS
from kaketsuke.cases.services.remaining import ring_a_human
from kaketsuke.intake.models import Flag
from kaketsuke.intake.record import PROTECTIVE
from kaketsuke.residents import queries as resident_queries


@transaction.atomic
def look_after_flag(flag_id: UUID, *, now: datetime) -> int:
    """Ring a supervisor for every running case that a protective flag is about; return how many."""
    flag = Flag.objects.get(pk=flag_id)
    if flag.ground != PROTECTIVE:
        return 0
    about = Q(dwelling_id=flag.dwelling_id) if flag.dwelling_id else Q()
    if flag.person_id is not None:
        about = (about | _of(flag.person_id)) if about else _of(flag.person_id)
    # What stood before a case began was weighed when it was decided.
    return _ring_for(about & Q(opened_at__lt=flag.set_at), now=now)


@transaction.atomic
def look_after_block(person_id: UUID, *, now: datetime) -> int:
    """Ring a supervisor for every running case of somebody whose data go nowhere from now on."""
    return _ring_for(_of(person_id), now=now)


def _of(person_id: UUID) -> Q:
    homes = {each.dwelling_id for each in resident_queries.registrations_of([person_id])}
    return (
        Q(dwelling_id__in=homes)
        | Q(request__requester_person_id=person_id)
        | Q(request__attendant_person_id=person_id)
    )


def _ring_for(about: Q, *, now: datetime) -> int:
    running = Case.objects.exclude(state__in=ENDED).filter(about)
    every = list(running.values_list("pk", flat=True))
    for case_id in every:
        ring_a_human(case_id, why=LOOKS, now=now)
    return len(every)
