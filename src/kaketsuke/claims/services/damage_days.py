"""A wrong day of the harm or of its knowledge is put right, and what hangs on it follows."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor
from kaketsuke.claims import claim_steps, days, timings
from kaketsuke.claims.claim_lifecycle import ENDS, Event, State
from kaketsuke.claims.models import Claim
from kaketsuke.claims.refusals import CannotClaim, CannotStep

_NOTHING_NEW: Final = _("どちらの日も、いまの記録と同じです。")
_TOLD: Final = _(
    "判断のお手紙を送ったあとは、日を直せません。"
    "「もう一度判断する」から始めて日を直し、新しいお手紙を送ってください。"
)
_ENDED: Final = _(
    "終わったお申し出の日は直せません。同じ案件から、新しいお申し出を受け付けてください。"
)


@transaction.atomic
def correct_days(
    claim_id: UUID, *, occurred_on: date, known_on: date, reason: str, actor: Actor, now: datetime
) -> Claim:
    """Put right when the harm was done or became known; the limitation follows (4.2).

    The former days stay in the step. What was decided by the figures of another day is decided
    anew; after the letter that takes the claim up again first. Raises CannotClaim, CannotStep.
    """
    claim = claim_steps.locked(claim_id)
    if claim.state in ENDS:
        raise CannotStep(_ENDED)
    if claim.state in (State.TOLD, State.PAID):
        raise CannotStep(_TOLD)
    if (occurred_on, known_on) == (claim.occurred_on, claim.known_on):
        raise CannotClaim(_NOTHING_NEW, field="occurred_on")
    days.demand_possible(claim.case, occurred_on=occurred_on, known_on=known_on, now=now)
    former = _kept(claim)
    limits = timings.limits(
        occurred_on=occurred_on, known_on=known_on, injury=claim.harm == "injury"
    )
    claim.occurred_on, claim.known_on = occurred_on, known_on
    claim.limit_from_knowledge_on = limits.from_knowledge
    claim.limit_from_event_on = limits.from_event
    claim_steps.step(
        claim,
        event=Event.DAYS_CORRECTED,
        actor=actor,
        now=now,
        words=reason,
        kept={"days": {"former": former, "now": _kept(claim)}},
    )
    return claim


def _kept(claim: Claim) -> dict[str, date]:
    limit_on = min(claim.limit_from_knowledge_on, claim.limit_from_event_on)
    return {"occurred_on": claim.occurred_on, "known_on": claim.known_on, "limit_on": limit_on}
