"""Cooling-off: the payer goes back on the agreement within eight days, and the firm gives back."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.money import cooling_off, payers, refusals
from kaketsuke.money.models import Cancellation, Collection, Refund
from kaketsuke.money.services import returning

BY_THE_PAYER: Final = (ActorRole.RESIDENT, ActorRole.OWNER)


@transaction.atomic
def cancel_contract(
    case_id: UUID, *, actor: Actor, now: datetime, said_on: date | None = None
) -> Cancellation:
    """Cancel what was agreed at the door; nothing is owed for it, and what was paid is due back.

    `said_on` is the day on which a letter was sent or a call was made that the desk enters later:
    a notice counts from the day it is sent. Said twice it is cancelled once. Raises: CannotCancel.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    earlier = Cancellation.objects.filter(case=case).first()
    if earlier is not None:
        return earlier
    if actor.role in BY_THE_PAYER and not payers.pays(case, actor.id):
        raise refusals.CannotCancel(refusals.ONLY_THE_PAYER_CANCELS)
    collection, received_on = _agreed_and_settled(case)
    today = timezone.localdate(now)
    said = today if said_on is None or actor.role in BY_THE_PAYER else said_on
    if not received_on <= said <= today:
        raise refusals.CannotCancel(refusals.DAY_OF_NOTICE)
    if not cooling_off.is_open(received_on=received_on, today=said):
        raise refusals.CannotCancel(refusals.TOO_LATE_TO_CANCEL)
    cancellation = Cancellation.objects.create(
        company_id=case.company_id,
        case=case,
        firm_id=collection.firm_id,
        how="own_link" if actor.role in BY_THE_PAYER else "desk",
        last_day=cooling_off.last_day(received_on),
        cancelled_on=said,
        cancelled_at=now,
        refund_yen=collection.amount_yen,
        refund_due_on=cooling_off.refund_due_on(today),
    )
    case_services.remark(
        case.id,
        remark="ContractCancelled",
        actor=actor,
        now=now,
        facts={"refund_yen": cancellation.refund_yen, "how": cancellation.how},
        clauses=("A1.3",),
    )
    app.configure_task("money.send_cancellation", allow_unknown=True).defer(case_id=str(case_id))
    return cancellation


@transaction.atomic
def record_refund(
    case_id: UUID, *, method: str, reference: str = "", actor: Actor, now: datetime
) -> Refund:
    """Note that the firm gave all of it back, and issue its return invoice.

    Noted twice it is one. Raises: CannotRefund.
    """
    Case.objects.select_for_update().get(pk=case_id)
    cancellation = Cancellation.objects.filter(case_id=case_id).first()
    if cancellation is None or cancellation.refund_yen == 0:
        raise refusals.CannotRefund(refusals.NO_REFUND_DUE)
    earlier = Refund.objects.filter(cancellation=cancellation).first()
    if earlier is not None:
        return earlier
    if method not in dict(Refund.METHODS):
        raise refusals.CannotRefund(refusals.REFUND_METHOD)
    if method != "cash" and not reference.strip():
        raise refusals.CannotRefund(refusals.REFUND_REFERENCE)
    refund = Refund.objects.create(
        company_id=cancellation.company_id,
        case_id=case_id,
        cancellation=cancellation,
        amount_yen=cancellation.refund_yen,
        method=method,
        reference=reference.strip()[:40],
        refunded_at=now,
    )
    returned = returning.issue_return(refund, now=now)
    case_services.remark(
        case_id,
        remark="RefundPaid",
        actor=actor,
        now=now,
        facts={"refund_yen": refund.amount_yen, "method": method, "number": returned.number},
        clauses=("A1.3",),
    )
    app.configure_task("money.send_return", allow_unknown=True).defer(case_id=str(case_id))
    return refund


def _agreed_and_settled(case: Case) -> tuple[Collection, date]:
    """Return what was collected and the day of the last paper; eight days run from there."""
    collection = Collection.objects.filter(case=case).first()
    if collection is None:
        raise refusals.CannotCancel(refusals.NOT_SETTLED_YET)
    if collection.method == "none":
        raise refusals.CannotCancel(refusals.NOTHING_TO_CANCEL)
    return collection, timezone.localdate(collection.collected_at)
