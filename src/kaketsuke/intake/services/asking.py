"""The call, the request, and the facts: what people say joined with what the record says."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor
from kaketsuke.intake import lifecycle, record, steps
from kaketsuke.intake.lifecycle import Event, State
from kaketsuke.intake.models import Call, Request
from kaketsuke.intake.refusals import CannotStateFact
from kaketsuke.parties import queries as party_queries
from kaketsuke.people import keys, normalise, sealing
from kaketsuke.rules.request import RequestAnswer
from kaketsuke.terms import queries as term_queries

NEEDS_NOTE: Final = "other_lockout"


@transaction.atomic
def open_call(
    number: str | None, *, actor: Actor, now: datetime, company_id: UUID | None = None
) -> Call:
    """Take up a call (3.2). The number is sealed under a key of the call; None where withheld."""
    call = Call(
        company_id=company_id,
        direction="in",
        operator_id=actor.id,
        rang_at=now,
        answered_at=now,
    )
    if number:
        written = normalise.phone(number)
        key = keys.create("call", call.id)
        call.number_sealed = sealing.seal(key, written, context=f"intake.call.number:{call.id}")
        call.number_index = sealing.blind_index("phone", written)
    call.save(force_insert=True)
    return call


@transaction.atomic
def end_call(call_id: UUID, *, now: datetime) -> None:
    """Hang up; a second time changes nothing."""
    Call.objects.filter(pk=call_id, ended_at__isnull=True).update(ended_at=now)


@transaction.atomic
def start_request(
    call: Call | None,
    *,
    company_id: UUID,
    actor: Actor,
    received_at: datetime,
    now: datetime,
    linked: Request | None = None,
) -> Request:
    """Begin a request: one person asking. The terms in force when it came in decide it.

    One that a resident appeals for is seen to by the operator of the `linked` request.
    """
    operator_id = actor.id if actor.role in lifecycle.DESK else None
    operator_id = operator_id or (linked.operator_id if linked is not None else None)
    if operator_id is None:
        raise CannotStateFact(_("担当するオペレーターがサインインしてください。"))
    request = Request(
        company_id=company_id,
        call=call,
        operator_id=operator_id,
        state=State.ASKING,
        received_at=received_at,
        linked_request=linked,
        terms_version_id=term_queries.version_in_force(received_at).id,
    )
    keys.create("request", request.id)
    steps.ask_rules(request, now=now)
    request.save(force_insert=True)
    steps.write(request, event="Started", actor=actor, now=now)
    return request


@transaction.atomic
def choose_dwelling(
    request_id: UUID,
    *,
    dwelling_id: UUID,
    requester_person_id: UUID | None = None,
    requester_owner_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> RequestAnswer:
    """Say whose door it is and who asks, by the record. The building's company takes over."""
    request = steps.locked(request_id)
    request.dwelling = party_queries.dwelling_by_id(dwelling_id)
    request.company_id = request.dwelling.building.company_id
    request.requester_person_id = requester_person_id
    request.requester_owner_id = requester_owner_id
    request.attendant_person_id = request.attendant_owner_id = None
    kept = {
        "dwelling_id": dwelling_id,
        "person_id": requester_person_id,
        "owner_id": requester_owner_id,
    }
    return _facts_stated(request, actor=actor, now=now, kept=kept)


@transaction.atomic
def state_facts(
    request_id: UUID, *, facts: Mapping[str, Any], actor: Actor, now: datetime, note: str = ""
) -> RequestAnswer:
    """Take what people said (nested or by dotted path; None makes a fact unknown again).

    Another cause than those named needs a `note` of what it is, sealed on the entry (2.1).
    Raises CannotStateFact without it, and for a fact of the record or outside the vocabulary.
    """
    request = steps.locked(request_id)
    said = record.flattened(facts)
    if not said.keys() <= record.may_be_stated(request):
        raise CannotStateFact(_("この項目は登録の記録から読み取ります。記録を直してください。"))
    if said.get("cause") == NEEDS_NOTE and not note.strip():
        raise CannotStateFact(_("「そのほかの理由」のときは、どのような状況かを書いてください。"))
    stated = {**request.stated, **said}
    if stated.get("attendance") != request.stated.get("attendance"):
        request.attendant_person_id = request.attendant_owner_id = None
    request.stated = {path: value for path, value in stated.items() if value is not None}
    kept = {"stated": record.nested(said)}
    return _facts_stated(request, actor=actor, now=now, kept=kept, words=note.strip() or None)


@transaction.atomic
def name_attendant(
    request_id: UUID,
    *,
    attendance: str,
    person_id: UUID | None = None,
    owner_id: UUID | None = None,
    attend_from: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> RequestAnswer:
    """Name who will stand at the door: a registrant, an owner, or an owner's agent (A1.2.1).

    Raises CannotStateFact where the record does not know that person in that role.
    """
    request = steps.locked(request_id)
    if not record.may_attend(
        request.dwelling,
        attendance=attendance,
        person_id=person_id,
        owner_id=owner_id,
        at=request.received_at,
        confirmed_before=now,
    ):
        raise CannotStateFact(record.NOT_ENTITLED)
    request.attendant_person_id, request.attendant_owner_id = person_id, owner_id
    request.attend_from = attend_from
    request.stated = {**request.stated, "attendance": attendance}
    kept = {"attendance": attendance, "person_id": person_id, "owner_id": owner_id}
    return _facts_stated(request, actor=actor, now=now, kept=kept)


@transaction.atomic
def note_owner_reason(request_id: UUID, *, reason: str, actor: Actor, now: datetime) -> None:
    """Keep, sealed, why an owner asks for a door that others live behind (2.1)."""
    request = steps.locked(request_id)
    if not reason.strip():
        raise CannotStateFact(_("オーナーさまからのご依頼の理由を残してください。"))
    key = keys.open_key("request", request.id)
    request.owner_reason_sealed = sealing.seal(
        key, reason, context=f"intake.request.owner_reason:{request.id}"
    )
    request.save(update_fields=["owner_reason_sealed"])
    steps.write(request, event="OwnerReasonNoted", actor=actor, now=now)


def _facts_stated(
    request: Request,
    *,
    actor: Actor,
    now: datetime,
    kept: Mapping[str, Any],
    words: str | None = None,
) -> RequestAnswer:
    answer = steps.ask_rules(request, now=now)
    steps.advance(
        request,
        event=Event.FACTS_STATED,
        actor=actor,
        now=now,
        facts=lifecycle.Facts(),
        kept=kept,
        words=words,
    )
    return answer
