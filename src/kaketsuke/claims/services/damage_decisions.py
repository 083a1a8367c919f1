"""What is decided of a claim: degree with reason, the rule's answer, a second person, law (4.2)."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor
from kaketsuke.claims import claim_steps, timings
from kaketsuke.claims.claim_lifecycle import Event
from kaketsuke.claims.models import Claim, Decision
from kaketsuke.claims.record import reason_place
from kaketsuke.claims.refusals import CannotDecide
from kaketsuke.people import keys, sealing
from kaketsuke.rules import damage, figures
from kaketsuke.rules.damage import CausedBy, DamageAnswer, DamageFacts, Fault
from kaketsuke.rules.facts import MalformedFacts

_NOBODY: Final = _("判断する方のサインインが必要です。")
_NO_DEGREE: Final = _("過失の程度を選んでください。選ばないまま軽過失とみなすことはありません。")
_NO_LINK: Final = _("開錠等作業との関わりを選んでください。")
_NO_FIRM: Final = _("責任のある業務委託先を選んでください。")
_NO_EVENT: Final = _("不可抗力とするには、登録済みの地域の事象を選んでください。")
_NO_DECISION: Final = _("判断がまだありません。")
_TAX_UNKNOWN: Final = _("その日の消費税率が登録されていないため、計算できません。")


@transaction.atomic
def decide_claim(
    claim_id: UUID,
    *,
    damage_yen: int,
    caused_by: str,
    reason: str,
    actor: Actor,
    now: datetime,
    connected: bool | None = None,
    fault: str | None = None,
    firm_id: UUID | None = None,
    area_event_id: UUID | None = None,
) -> Decision:
    """Decide by the figures of the day of the harm; a large damage waits for a second person.

    There is no default degree. A payment under the cap needs a legal review before it is told, and
    is never called final. Raises CannotDecide, CannotStep.
    """
    if actor.id is None:
        raise CannotDecide(_NOBODY)
    claim = claim_steps.locked(claim_id)
    facts = _facts(
        claim.occurred_on, damage_yen=damage_yen, caused_by=caused_by, connected=connected,
        fault=fault,
    )  # fmt: skip
    _names_whom_it_blames(facts, firm_id=firm_id, area_event_id=area_event_id)
    try:
        answer = damage.decide(facts)
    except figures.FigureUnknown as unknown:
        raise CannotDecide(_TAX_UNKNOWN) from unknown
    above = damage_yen >= second_person_from_yen(now)
    decision = Decision(
        company_id=claim.company_id,
        claim=claim,
        version=claim.decisions.count() + 1,
        firm_id=firm_id,
        area_event_id=area_event_id,
        decided_by_id=actor.id,
        decided_at=now,
        needs_second=above,
    )
    _keep(decision, facts=facts, answer=answer, reason=reason)
    claim_steps.step(
        claim,
        event=Event.PROPOSED if above else Event.DECIDED,
        actor=actor,
        now=now,
        words=reason,
        kept={
            "version": decision.version,
            "fault": facts.fault,
            "caused_by": facts.caused_by,
            "damage_yen": damage_yen,
            "payable_yen": answer.payable_yen,
        },
        above_threshold=above,
    )
    decision.save(force_insert=True)
    return decision


@transaction.atomic
def second_decision(claim_id: UUID, *, actor: Actor, now: datetime) -> Decision:
    """Agree to a decision as another person; only then does it hold. Raises CannotStep."""
    claim, decision = _decided(claim_id)
    claim_steps.step(
        claim, event=Event.SECONDED, actor=actor, now=now, kept={"version": decision.version}
    )
    decision.seconded_by_id, decision.seconded_at = actor.id, now
    decision.save(update_fields=["seconded_by_id", "seconded_at"])
    return decision


@transaction.atomic
def send_decision_back(claim_id: UUID, *, reason: str, actor: Actor, now: datetime) -> Claim:
    """Give a decision back to be made anew, with the reason. Raises CannotStep."""
    claim = claim_steps.locked(claim_id)
    claim_steps.step(claim, event=Event.SENT_BACK, actor=actor, now=now, words=reason)
    return claim


@transaction.atomic
def note_legal_review(claim_id: UUID, *, finding: str, actor: Actor, now: datetime) -> Decision:
    """Note what the lawyers found of the cap, in writing (4.2). Raises CannotStep."""
    claim, decision = _decided(claim_id)
    claim_steps.step(claim, event=Event.LEGAL_REVIEWED, actor=actor, now=now, words=finding)
    decision.legal_reviewed_by_id, decision.legal_reviewed_at = actor.id, now
    decision.save(update_fields=["legal_reviewed_by_id", "legal_reviewed_at"])
    return decision


@transaction.atomic
def take_up_again(claim_id: UUID, *, reason: str, actor: Actor, now: datetime) -> Claim:
    """Decide once more, because something became known; the former version stays. CannotStep."""
    claim = claim_steps.locked(claim_id)
    claim.alarm_at = timings.after_days("claim_alarm_days", now=now)
    claim.due_at = timings.after_days("claim_decision_days", now=now)
    claim_steps.step(claim, event=Event.TAKEN_UP_AGAIN, actor=actor, now=now, words=reason)
    return claim


def second_person_from_yen(now: datetime) -> int:
    """Return from which damage on a second person decides."""
    return figures.figure("damage_second_person_from_yen", on=timezone.localdate(now)).value


def _facts(
    occurred_on: date, *, damage_yen: int, caused_by: str, connected: bool | None, fault: str | None
) -> DamageFacts:
    of_contractor = caused_by == CausedBy.CONTRACTOR
    try:
        return DamageFacts(
            occurred_on=occurred_on,
            damage_yen=damage_yen,
            caused_by=CausedBy(caused_by),
            connected_to_unlock_work=connected if of_contractor else None,
            fault=Fault(fault) if of_contractor and connected and fault else None,
        )
    except MalformedFacts as problem:
        if "connected" in str(problem):
            raise CannotDecide(_NO_LINK, field="connected") from problem
        raise CannotDecide(_NO_DEGREE, field="fault") from problem


def _keep(decision: Decision, *, facts: DamageFacts, answer: DamageAnswer, reason: str) -> None:
    """Put facts, answer and reason into a decision; a lawyer looks where the cap takes some off."""
    slight = facts.fault is Fault.SLIGHT_NEGLIGENCE
    decision.caused_by, decision.fault = facts.caused_by, facts.fault
    decision.damage_yen, decision.payable_yen = facts.damage_yen, answer.payable_yen
    decision.cap_yen = answer.cap_yen if slight else None
    decision.facts, decision.answer = facts.to_json(), answer.to_json()
    decision.needs_legal_review = slight and answer.payable_yen < facts.damage_yen
    key = keys.open_key("claim", decision.claim_id)
    decision.reason_sealed = sealing.seal(key, reason.strip(), context=reason_place(decision.pk))


def _names_whom_it_blames(
    facts: DamageFacts, *, firm_id: UUID | None, area_event_id: UUID | None
) -> None:
    if facts.caused_by is CausedBy.CONTRACTOR and firm_id is None:
        raise CannotDecide(_NO_FIRM, field="firm")
    if facts.caused_by is CausedBy.FORCE_MAJEURE and area_event_id is None:
        raise CannotDecide(_NO_EVENT, field="area_event")


def _decided(claim_id: UUID) -> tuple[Claim, Decision]:
    claim = claim_steps.locked(claim_id)
    decision = claim_steps.newest_decision(claim)
    if decision is None:
        raise CannotDecide(_NO_DECISION)
    return claim, decision
