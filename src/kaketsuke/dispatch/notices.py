"""Tells the residents who comes and when, once somebody has accepted."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case, Link
from kaketsuke.dispatch import queries
from kaketsuke.network import queries as network_queries
from kaketsuke.notify.models import Message
from kaketsuke.residents import queries as resident_queries

ON_THE_WAY = "technician_on_the_way"


def technician_on_the_way(case_id: UUID, *, now: datetime) -> int:
    """Tell everybody who was told of the case that a technician comes; return how many.

    Whoever was not told of it, because a flag stands, is not told of its progress either. Doing it
    twice tells once.
    """
    case = Case.objects.select_related("request", "dwelling__building").get(pk=case_id)
    lead = queries.lead_of(case_id)
    if lead is None or _told_already(case_id, since=lead.since):
        return 0
    card = network_queries.technician_card(lead.technician_id)
    told = set(
        Link.objects.filter(case=case, person_id__isnull=False).values_list("person_id", flat=True)
    )
    living = {each.person_id for each in resident_queries.live_registrants(case.dwelling_id, now)}
    return case_services.tell_registrants(
        case,
        template=ON_THE_WAY,
        now=now,
        parameters={
            "technician": card.name.full if card.name else card.badge,
            "arrival": _range(lead.arrive_from, lead.arrive_until),
            "code_word": case.code_word,
        },
        but_not=frozenset(living - told),
    )


def _told_already(case_id: UUID, *, since: datetime) -> bool:
    return Message.objects.filter(
        subject_kind="case", subject_id=case_id, template=ON_THE_WAY, created_at__gte=since
    ).exists()


def _range(soonest: datetime | None, latest: datetime | None) -> str:
    if soonest is None or latest is None:
        return "—"
    return f"{timezone.localtime(soonest):%H:%M}–{timezone.localtime(latest):%H:%M}"
