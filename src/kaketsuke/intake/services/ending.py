"""The other ways in which a request goes on or ends: solved, joined, lost, appealed."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from kaketsuke import clock
from kaketsuke.accounts.viewers import TIMER, Actor
from kaketsuke.intake import lifecycle, steps
from kaketsuke.intake.lifecycle import Event, State
from kaketsuke.intake.models import Request, RequestEntry
from kaketsuke.intake.services import asking
from kaketsuke.people import keys, normalise, sealing

# A lost caller is called back for this long before the request is given up.
CALL_BACK_FOR: Final = timedelta(minutes=30)


@transaction.atomic
def solve_by_triage(request_id: UUID, *, what_helped: str, actor: Actor, now: datetime) -> Request:
    """End a request that a question solved: another key, a battery, somebody at home (2.1)."""
    request = steps.locked(request_id)
    steps.advance(
        request,
        event=Event.SOLVED_BY_TRIAGE,
        actor=actor,
        now=now,
        facts=lifecycle.Facts(what_helped=what_helped),
        kept={"what_helped": what_helped},
    )
    return request


@transaction.atomic
def join_to_case(request_id: UUID, *, case_id: UUID, actor: Actor, now: datetime) -> Request:
    """Join a further caller to the open case of the same dwelling; `cases` says which it is."""
    request = steps.locked(request_id)
    request.joined_case_id = case_id
    steps.advance(
        request,
        event=Event.JOINED_TO_CASE,
        actor=actor,
        now=now,
        facts=lifecycle.Facts(open_case=True),
        kept={"case_id": case_id},
    )
    return request


@transaction.atomic
def lose_call(
    request_id: UUID, *, actor: Actor, now: datetime, number: str | None = None
) -> Request:
    """Note that the line broke; the caller is called back, and given up only after a while."""
    request = steps.locked(request_id)
    if number:
        key = keys.open_key("request", request.id)
        request.callback_number_sealed = sealing.seal(
            key,
            normalise.phone(number),
            context=f"intake.request.callback_number:{request.id}",
        )
    known = request.call is not None and request.call.number_sealed is not None
    reachable = known or request.callback_number_sealed is not None
    steps.advance(
        request,
        event=Event.CALL_LOST,
        actor=actor,
        now=now,
        facts=lifecycle.Facts(way_to_reach=reachable),
    )
    due = clock.wall_time(now + CALL_BACK_FOR)
    job = app.configure_task("intake.lapse", allow_unknown=True, schedule_at=due)
    job.defer(request_id=str(request.id))
    return request


@transaction.atomic
def reached(request_id: UUID, *, actor: Actor, now: datetime) -> Request:
    """Go on asking a caller who was reached again."""
    request = steps.locked(request_id)
    steps.advance(request, event=Event.REACHED, actor=actor, now=now, facts=lifecycle.Facts())
    return request


@transaction.atomic
def lapse(request_id: UUID, *, now: datetime) -> Request:
    """Give up a caller who could not be reached in time; does nothing once they were."""
    request = steps.locked(request_id)
    if request.state != State.CALL_BACK:
        return request
    lost = RequestEntry.objects.filter(request=request, event=Event.CALL_LOST).order_by("-seq")
    since = lost.values_list("entered_at", flat=True).first()
    over = since is not None and now - since >= CALL_BACK_FOR
    if over:
        facts = lifecycle.Facts(attempts_over=True)
        steps.advance(request, event=Event.LAPSED, actor=TIMER, now=now, facts=facts)
    return request


@transaction.atomic
def caller_gave_up(request_id: UUID, *, actor: Actor, now: datetime) -> Request:
    """End a referred request whose caller does not want to wait."""
    request = steps.locked(request_id)
    steps.advance(
        request, event=Event.CALLER_GAVE_UP, actor=actor, now=now, facts=lifecycle.Facts()
    )
    return request


@transaction.atomic
def appeal(request_id: UUID, *, actor: Actor, now: datetime) -> Request:
    """Begin a new request linked to a declined one; the declined one stays as it is (4.7)."""
    declined = steps.locked(request_id)
    steps.advance(declined, event=Event.APPEALED, actor=actor, now=now, facts=lifecycle.Facts())
    return asking.start_request(
        declined.call,
        company_id=declined.company_id,
        actor=actor,
        received_at=now,
        now=now,
        linked=declined,
    )
