"""The one place where a request changes its state, and where its entries are written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kaketsuke import transitions
from kaketsuke.accounts.viewers import Actor
from kaketsuke.audit import digests
from kaketsuke.audit import services as audit_services
from kaketsuke.intake import lifecycle, record
from kaketsuke.intake.models import Request, RequestEntry
from kaketsuke.intake.refusals import CannotAdvance, CannotStateFact
from kaketsuke.people import keys, sealing
from kaketsuke.rules import request as request_rules
from kaketsuke.rules.facts import MalformedFacts
from kaketsuke.rules.request import RequestAnswer, RequestFacts


def locked(request_id: UUID) -> Request:
    """Return the request, locked: whoever comes next waits."""
    waiting = Request.objects.select_related("dwelling__building", "call")
    return waiting.select_for_update(of=("self",)).get(pk=request_id)


def words_place(entry_id: UUID) -> str:
    """Return the context to which an entry's words are sealed."""
    return f"intake.entry.words:{entry_id}"


def ask_rules(request: Request, *, now: datetime) -> RequestAnswer:
    """Join the facts anew, ask the rules, and keep both on the (locked, unsaved) request.

    Raises CannotStateFact for an answer outside the closed vocabulary.
    """
    request.facts = record.joined(request, now=now)
    try:
        answer = request_rules.decide(RequestFacts.from_json(request.facts))
    except MalformedFacts as fault:
        raise CannotStateFact(_("この答えは選択肢にありません。選び直してください。")) from fault
    request.answer = answer.to_json()
    return answer


def advance(
    request: Request,
    *,
    event: lifecycle.Event,
    actor: Actor,
    now: datetime,
    facts: lifecycle.Facts,
    kept: Mapping[str, Any] | None = None,
    words: str | None = None,
) -> RequestEntry:
    """Take one step of a locked request, save it, and write its entry. Raises CannotAdvance."""
    try:
        request.state = lifecycle.step(request.state, event, actor.role, facts)
    except transitions.CannotStep as refusal:
        # The sentence is its own key: the table lists it for the translators.
        raise CannotAdvance(_(refusal.sentence)) from refusal
    request.save()
    return write(request, event=event.value, actor=actor, now=now, kept=kept, words=words)


def write(
    request: Request,
    *,
    event: str,
    actor: Actor,
    now: datetime,
    kept: Mapping[str, Any] | None = None,
    words: str | None = None,
) -> RequestEntry:
    """Write an entry of a locked request; its digest is chained in the audit trail."""
    newest = RequestEntry.objects.filter(request=request).aggregate(seq=Max("seq"))["seq"]
    entry = RequestEntry(
        company_id=request.company_id,
        request=request,
        seq=(newest or 0) + 1,
        event=event,
        event_at=now,
        entered_at=now,
        actor_role=actor.role,
        actor_id=actor.id,
        facts=digests.canonical(kept or {}),
        answer=request.answer,
        terms_version_id=request.terms_version_id,
    )
    if words:
        key = keys.open_key("request", request.id)
        entry.words_sealed = sealing.seal(key, words, context=words_place(entry.id))
    entry.save(force_insert=True)
    audit_services.append_row(
        "request",
        request.id,
        row=entry,
        actor=f"{actor.role}:{actor.id or ''}",
        kind=event,
        now=now,
    )
    return entry
