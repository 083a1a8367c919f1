"""What follows a decision: the letter, the payment, recourse against the firm, a new creditor."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor
from kaketsuke.claims import claim_steps, letters, notices, timings
from kaketsuke.claims.claim_lifecycle import Event
from kaketsuke.claims.models import Claim, CreditorChange, Decision, Letter, Payment, Recourse
from kaketsuke.claims.refusals import CannotAssign, CannotPay

_NO_DECISION: Final = _("判断がまだありません。")
_NOT_SO_MUCH: Final = _("求償の残りより多い額は記録できません。")
_NO_FIRM: Final = _("この判断には、求償する業務委託先がありません。")
_POSITIVE: Final = _("1 円以上の額を入れてください。")
_NO_CREDITOR: Final = _("新しい債権者の名称を入力してください。")
_TO_COME: Final = _("今日より後の日は入れられません。")
_BEFORE_IT: Final = _("お支払いした日は、判断した日か、それより後の日にしてください。")
_NOT_THEIRS: Final = _(
    "あらかじめ承諾をいただいているのは、オーナーと運営会社からの譲渡だけです（4.6）。"
)
_CANNOT_BE_TOLD: Final = _("譲渡の通知を送る連絡先がありません。通知してから記録してください。")


@transaction.atomic
def tell_decision(claim_id: UUID, *, actor: Actor, now: datetime) -> Letter:
    """Send the letter with amount, clauses, court and complaint path; payment is due from now on.

    Raises CannotStep: a payment under the cap waits for the legal review.
    """
    claim = claim_steps.locked(claim_id)
    decision = claim_steps.newest_decision(claim)
    if decision is None:
        raise CannotPay(_NO_DECISION)
    claim.payment_due_on = None
    if decision.payable_yen > claim_steps.paid_yen(claim):
        pay_within = timedelta(days=timings.days("claim_payment_days", now=now))
        claim.payment_due_on = timezone.localdate(now) + pay_within
    claim_steps.step(
        claim, event=Event.TOLD, actor=actor, now=now, kept={"version": decision.version}
    )
    letter = letters.write(claim, kind="decision", decision=decision, now=now)
    notices.claim_told(claim, now=now)
    return letter


@transaction.atomic
def record_payment(
    claim_id: UUID, *, amount_yen: int, method: str, paid_on: date, actor: Actor, now: datetime
) -> Payment:
    """Record what the company paid in place of owner and contractor; asked back from the firm.

    The whole rest of what was decided, at once. Raises CannotPay, CannotStep.
    """
    claim = claim_steps.locked(claim_id)
    decision = claim_steps.newest_decision(claim)
    if decision is None or actor.id is None:
        raise CannotPay(_NO_DECISION)
    _day_holds(paid_on, decision=decision, now=now)
    claim.payment_due_on = None
    claim_steps.step(
        claim,
        event=Event.PAID,
        actor=actor,
        now=now,
        kept={"amount_yen": amount_yen, "version": decision.version},
        amount_yen=amount_yen,
    )
    payment = Payment.objects.create(
        company_id=claim.company_id,
        claim=claim,
        decision=decision,
        amount_yen=amount_yen,
        method=method,
        paid_on=paid_on,
        recorded_by_id=actor.id,
        recorded_at=now,
    )
    if decision.firm_id is not None:
        _demand_until(claim, now=now)
        _enter(claim, kind="demanded", firm_id=decision.firm_id, amount_yen=amount_yen,
               actor_id=actor.id, now=now)  # fmt: skip
    letters.write(claim, kind="payment", decision=decision, payment=payment, now=now)
    notices.claim_told(claim, now=now)
    return payment


@transaction.atomic
def settle_recourse(
    claim_id: UUID, *, kind: str, amount_yen: int, reason: str, actor: Actor, now: datetime
) -> Recourse:
    """Enter what the firm paid back, or what is waived and why. Raises CannotPay, CannotStep."""
    claim = claim_steps.locked(claim_id)
    decision = claim_steps.newest_decision(claim)
    if decision is None or decision.firm_id is None or actor.id is None:
        raise CannotPay(_NO_FIRM)
    if amount_yen <= 0 or kind not in ("received", "waived"):
        raise CannotPay(_POSITIVE, field="amount_yen")
    if amount_yen > claim_steps.recourse_yen(claim):
        raise CannotPay(_NOT_SO_MUCH, field="amount_yen")
    if amount_yen == claim_steps.recourse_yen(claim):
        claim.recourse_due_on = None
    claim_steps.step(
        claim,
        event=Event.RECOURSE_ENTERED,
        actor=actor,
        now=now,
        words=reason,
        kept={"kind": kind, "amount_yen": amount_yen},
    )
    return _enter(claim, kind=kind, firm_id=decision.firm_id, amount_yen=amount_yen,
                  actor_id=actor.id, now=now)  # fmt: skip


@transaction.atomic
def assign_to_creditor(
    claim_id: UUID,
    *,
    former: str,
    new_creditor: str,
    amount_yen: int,
    assigned_on: date,
    actor: Actor,
    now: datetime,
    former_owner_id: UUID | None = None,
) -> CreditorChange:
    """Record that the company or an owner assigned a claim from this service; the notice goes out.

    A contractor's claims were never agreed to (4.6). Raises CannotAssign, CannotStep.
    """
    if former not in dict(CreditorChange.FROM) or (former == "owner") != bool(former_owner_id):
        raise CannotAssign(_NOT_THEIRS)
    if not new_creditor.strip() or actor.id is None:
        raise CannotAssign(_NO_CREDITOR, field="new_creditor")
    if amount_yen <= 0:
        raise CannotAssign(_POSITIVE, field="amount_yen")
    if assigned_on > timezone.localdate(now):
        raise CannotAssign(_TO_COME, field="assigned_on")
    claim = claim_steps.locked(claim_id)
    if not notices.can_be_told(claim):
        raise CannotAssign(_CANNOT_BE_TOLD)
    claim_steps.step(
        claim,
        event=Event.CREDITOR_CHANGED,
        actor=actor,
        now=now,
        kept={"former": former, "amount_yen": amount_yen, "assigned_on": assigned_on.isoformat()},
    )
    change = CreditorChange.objects.create(
        company_id=claim.company_id,
        claim=claim,
        former=former,
        former_owner_id=former_owner_id,
        new_creditor=new_creditor.strip(),
        amount_yen=amount_yen,
        assigned_on=assigned_on,
        notice_sent_at=now,
        entered_by_id=actor.id,
    )
    letters.write(claim, kind="creditor", change=change, now=now)
    notices.claim_told(claim, now=now)
    return change


@transaction.atomic
def close_claim(claim_id: UUID, *, actor: Actor, now: datetime) -> Claim:
    """End a claim on which nothing is owed and nothing is asked back any more. CannotStep."""
    claim = claim_steps.locked(claim_id)
    claim.ended_at = now
    claim_steps.step(claim, event=Event.CLOSED, actor=actor, now=now)
    return claim


def _day_holds(paid_on: date, *, decision: Decision, now: datetime) -> None:
    if paid_on > timezone.localdate(now):
        raise CannotPay(_TO_COME, field="paid_on")
    if paid_on < timezone.localdate(decision.decided_at):
        raise CannotPay(_BEFORE_IT, field="paid_on")


def _demand_until(claim: Claim, *, now: datetime) -> None:
    """Set the day by which the firm gives it back; what it owes already stays due before."""
    if claim.recourse_due_on is None:
        within = timedelta(days=timings.days("claim_recourse_days", now=now))
        claim.recourse_due_on = timezone.localdate(now) + within
        claim.save(update_fields=["recourse_due_on"])


def _enter(
    claim: Claim, *, kind: str, firm_id: UUID, amount_yen: int, actor_id: UUID, now: datetime
) -> Recourse:
    return Recourse.objects.create(
        company_id=claim.company_id,
        claim=claim,
        firm_id=firm_id,
        kind=kind,
        amount_yen=amount_yen,
        entered_on=timezone.localdate(now),
        entered_by_id=actor_id,
        entered_at=now,
    )
