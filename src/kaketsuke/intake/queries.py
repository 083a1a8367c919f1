"""What is read of calls and requests: who calls, what waits, how a request went."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.intake.models import Call, Request, RequestEntry
from kaketsuke.intake.steps import words_place
from kaketsuke.parties.models import Building
from kaketsuke.people import keys, normalise, sealing
from kaketsuke.people import queries as people_queries
from kaketsuke.residents import queries as resident_queries
from kaketsuke.rules import call_load as loads
from kaketsuke.rules.call_load import CallLoad

MOST_CALLS = 200
BESIDE = ("Seconded", "OwnerReasonNoted")


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One step in the life of a request, with the words that were typed, opened."""

    event: str
    event_at: datetime
    entered_at: datetime
    actor_role: str
    actor_id: UUID | None
    facts: dict[str, Any]
    answer: dict[str, Any] | None
    words: str


def visible_to(viewer: Viewer) -> QuerySet[Request]:
    """Return the requests that the viewer may see."""
    if viewer.is_system:
        return Request.objects.all()
    return Request.objects.filter(company_id__in=viewer.company_ids)


def buildings_by_phone(viewer: Viewer, number: str) -> list[Building]:
    """Return the viewer's buildings that people reached at the number belong to, by code.

    An unusable or withheld number finds none.
    """
    try:
        people = people_queries.persons_by_contact("phone", number) if number else []
    except normalise.CannotUsePhone:
        return []
    if not people:
        return []
    homes = resident_queries.registrations_of(people)
    owned = Q(owners__owner__person_id__in=people) | Q(
        owners__owner__mandates__person_id__in=people
    )
    lived_in = Q(pk__in={home.dwelling.building_id for home in homes})
    found = Building.objects.filter(owned | lived_in, company_id__in=viewer.company_ids)
    return list(found.distinct().order_by("code"))


def call_load(request: Request, *, now: datetime) -> CallLoad | None:
    """Return what is to be pointed out of a call and its number (4.7.7); nothing without a number.

    Calls that became a visit or were solved are real lock-outs and do not count.
    """
    call = request.call
    if call is None or call.number_index is None:
        return None
    real = Exists(
        Request.objects.filter(call=OuterRef("pk"), state__in=["accepted", "solved", "joined"])
    )
    earlier = Call.objects.filter(
        number_index=call.number_index, rang_at__lte=call.rang_at
    ).exclude(pk=call.pk)
    others = earlier.order_by("-rang_at").annotate(real=real).values_list("rang_at", "real")
    return loads.load(
        since=call.answered_at or call.rang_at,
        until=call.ended_at or now,
        others=[loads.Made(*each) for each in others[:MOST_CALLS]],
        on=timezone.localdate(now),
    )


def request_timeline(request_id: UUID) -> list[RequestLine]:
    """Return how a request went, oldest first. Two queries."""
    key = keys.open_keys("request", [request_id]).get(request_id)
    entries = RequestEntry.objects.filter(request=request_id).order_by("seq")
    return [_line(entry, key=key) for entry in entries]


def _line(entry: RequestEntry, *, key: bytes | None) -> RequestLine:
    words = ""
    if key is not None and entry.words_sealed is not None:
        words = sealing.open_sealed(key, entry.words_sealed, context=words_place(entry.id))
    return RequestLine(
        event=entry.event,
        event_at=entry.event_at,
        entered_at=entry.entered_at,
        actor_role=entry.actor_role,
        actor_id=entry.actor_id,
        facts=entry.facts,
        answer=entry.answer,
        words=words,
    )


def number_of(request: Request) -> str:
    """Return the number the call came from as people write it; empty where withheld."""
    call = request.call
    if call is None or call.number_sealed is None:
        return ""
    key = keys.open_keys("call", [call.id]).get(call.id)
    if key is None:
        return ""
    place = f"intake.call.number:{call.id}"
    return normalise.phone_display(sealing.open_sealed(key, call.number_sealed, context=place))


def callback_number_of(request: Request) -> str:
    """Return where a lost caller is reached: the number they left, or the one they called from."""
    key = keys.open_keys("request", [request.id]).get(request.id)
    if request.callback_number_sealed is None or key is None:
        return number_of(request)
    place = f"intake.request.callback_number:{request.id}"
    return normalise.phone_display(
        sealing.open_sealed(key, request.callback_number_sealed, context=place)
    )


def owner_reason_of(request: Request) -> str:
    """Return why an owner asks, as it was noted (2.1)."""
    key = keys.open_keys("request", [request.id]).get(request.id)
    if request.owner_reason_sealed is None or key is None:
        return ""
    place = f"intake.request.owner_reason:{request.id}"
    return sealing.open_sealed(key, request.owner_reason_sealed, context=place)


def stand_of(request_id: UUID) -> str:
    """Return one word for what a request is now: another once it was decided or told anew.

    That a colleague agreed, or why an owner asks, changes nothing of what is decided on.
    """
    told = RequestEntry.objects.filter(request=request_id).exclude(event__in=BESIDE)
    return str(told.order_by("-seq").values_list("seq", flat=True).first() or 0)


def seconded_by(request_id: UUID) -> list[UUID]:
    """Return the colleagues who agreed to a referred request since it was last referred."""
    agreed: list[UUID] = []
    steps = RequestEntry.objects.filter(request=request_id).order_by("seq")
    for event, actor_id in steps.values_list("event", "actor_id"):
        if event == "Decided":
            agreed = []
        elif event == "Seconded" and actor_id is not None:
            agreed.append(actor_id)
    return agreed
