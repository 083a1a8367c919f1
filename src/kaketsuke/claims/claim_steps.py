"""One step of a damage claim: the table decides, the record keeps it. For this room's services."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from kaketsuke import transitions
from kaketsuke.accounts.viewers import Actor
from kaketsuke.claims import claim_lifecycle, record
from kaketsuke.claims.claim_lifecycle import Event, Facts
from kaketsuke.claims.models import Claim, Decision, Payment, Recourse
from kaketsuke.claims.refusals import CannotStep


def locked(claim_id: UUID) -> Claim:
    """Return the claim, locked: whoever comes next waits."""
    return Claim.objects.select_for_update().get(pk=claim_id)


def newest_decision(claim: Claim) -> Decision | None:
    """Return the newest version of the decision."""
    return claim.decisions.order_by("-version").first()


def paid_yen(claim: Claim) -> int:
    """Return what was paid so far."""
    return Payment.objects.filter(claim=claim).aggregate(sum=Sum("amount_yen"))["sum"] or 0


def recourse_yen(claim: Claim) -> int:
    """Return what the firm still owes: demanded less received and waived."""
    entries = Recourse.objects.filter(claim=claim).values_list("kind", "amount_yen")
    return sum(amount if kind == "demanded" else -amount for kind, amount in entries)


def facts_of(claim: Claim, *, actor: Actor) -> Facts:
    """Return what the record knows for the guards."""
    decision = newest_decision(claim)
    if decision is None:
        return Facts(recourse_open=False)
    return Facts(
        same_person=actor.id is None or actor.id == decision.decided_by_id,
        legal_review_open=decision.needs_legal_review and decision.legal_reviewed_at is None,
        payable_yen=decision.payable_yen,
        paid_yen=paid_yen(claim),
        recourse_open=recourse_yen(claim) != 0,
    )


def step(
    claim: Claim,
    *,
    event: Event,
    actor: Actor,
    now: datetime,
    words: str = "",
    kept: Mapping[str, Any] | None = None,
    **also: Any,
) -> None:
    """Advance a locked claim and write the step; `also` are facts that only the caller knows.

    Raises CannotStep.
    """
    facts = dataclasses.replace(facts_of(claim, actor=actor), reason=words, **also)
    try:
        claim.state = transitions.step(claim_lifecycle.TABLE, claim.state, event, actor.role, facts)
    except transitions.CannotStep as refusal:
        # The sentence is its own key: the table lists it for the translators.
        raise CannotStep(_(refusal.sentence), field=refusal.field) from refusal
    record.append(
        claim, step=record.Step(event=event.value, actor=actor, now=now, words=words, facts=kept)
    )
