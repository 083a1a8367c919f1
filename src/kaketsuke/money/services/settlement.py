"""The end at the door: the bill is collected by the firm that did the work, and receipted (3.3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kaketsuke.accounts import viewers
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.money import payers, queries, refusals, sealed, terminals
from kaketsuke.money.bills import Bill, BillLine
from kaketsuke.money.models import Collection, EstimateLine, Receipt, ReceiptCounter
from kaketsuke.network.models import Firm
from kaketsuke.onsite import steps
from kaketsuke.onsite.steps import Press
from kaketsuke.people import keys, sealing
from kaketsuke.rules import charge

PAID = ("cash", "card", "code")
BY_TERMINAL = ("card", "code")


@dataclass(frozen=True, slots=True)
class How:
    """How it was paid, or why not."""

    method: str
    unpaid_reason: str = ""
    terminal_reference: str = ""
    # What the phone showed the payer, in whole yen; None where nothing was shown beforehand.
    shown_yen: int | None = None


@transaction.atomic
def settle(
    case_id: UUID,
    *,
    method: str,
    technician: UUID,
    now: datetime,
    unpaid_reason: str = "",
    terminal_reference: str = "",
    shown_yen: int | None = None,
    idempotency_key: UUID | None = None,
) -> Receipt | None:
    """Collect the bill and give the receipt; unpaid is the firm's claim and gets none (3.3, A1.3).

    A bill other than the one that was shown on the phone is not collected. Pressed twice it is
    settled once.
    Raises: CannotSettle, onsite's CannotAct, cases' CannotAdvance.
    """
    press = Press(technician, now, None, idempotency_key)
    locked = Case.objects.select_for_update().get(pk=case_id)
    given = Collection.objects.filter(case=locked).first()
    last = dispatch_queries.last_lead_of(case_id)
    if given is not None and last is not None and last.technician_id == technician:
        return _settled_before(given, method=method)
    case, press = steps.at_the_door(case_id, press)
    return _settle(
        case,
        how=How(method, unpaid_reason, terminal_reference, shown_yen),
        actor=Actor(ActorRole.TECHNICIAN, technician),
        idempotency_key=idempotency_key,
        now=now,
    )


@transaction.atomic
def settle_free(case_id: UUID, *, now: datetime) -> Receipt | None:
    """Settle a bill of nothing that nobody settled; leave one with something to pay alone."""
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.state != State.OPENED or case.check_owed:
        return None
    if queries.bill(case_id, at=now).total_yen > 0:
        return None
    return _settle(case, how=How("none"), actor=viewers.SYSTEM, now=now)


def _settle(
    case: Case,
    *,
    how: How,
    actor: Actor,
    now: datetime,
    idempotency_key: UUID | None = None,
) -> Receipt | None:
    if case.state != State.OPENED:
        raise refusals.CannotSettle(refusals.NOT_OPENED)
    due = queries.bill(case.id, at=now)
    if how.shown_yen is not None and how.shown_yen != due.total_yen:
        raise refusals.CannotSettle(refusals.BILL_SHOWN_OTHERWISE)
    reference = _refuse_method(due, how)
    firm = _firm_that_worked(case.id)
    _keep_overtime(due)
    Collection.objects.create(
        company_id=case.company_id,
        case=case,
        firm=firm,
        method=how.method,
        amount_yen=due.total_yen if how.method in PAID else 0,
        terminal_reference=reference,
        unpaid_reason=how.unpaid_reason if how.method == "unpaid" else "",
        collected_at=now,
    )
    receipt = (
        _write_receipt(case, due, firm=firm, method=how.method, now=now)
        if how.method != "unpaid"
        else None
    )
    case_services.advance(
        case.id,
        event=Event.SETTLED,
        actor=actor,
        now=now,
        facts=_facts(due, how, receipt=receipt),
        clauses=("A1.3", "3.3"),
        idempotency_key=idempotency_key,
    )
    return receipt


def _settled_before(given: Collection, *, method: str) -> Receipt | None:
    if given.method != method:
        raise refusals.CannotSettle(refusals.SETTLED_OTHERWISE)
    return Receipt.objects.filter(case=given.case_id).first()


def _refuse_method(due: Bill, how: How) -> str:
    """Return the terminal's reference where the method has one. Raises CannotSettle."""
    if how.method not in dict(Collection.METHODS):
        raise refusals.CannotSettle(refusals.METHOD_FIRST)
    if due.total_yen == 0 and how.method != "none":
        raise refusals.CannotSettle(refusals.NOTHING_TO_PAY)
    if due.total_yen > 0 and how.method == "none":
        raise refusals.CannotSettle(refusals.SOMETHING_TO_PAY)
    if how.method == "unpaid" and not how.unpaid_reason:
        raise refusals.CannotSettle(refusals.REASON_FOR_UNPAID)
    return terminals.reference(how.terminal_reference) if how.method in BY_TERMINAL else ""


def _firm_that_worked(case_id: UUID) -> Firm:
    lead = dispatch_queries.last_lead_of(case_id)
    if lead is None:
        raise refusals.CannotSettle(refusals.NOT_OPENED)
    return Firm.objects.get(pk=lead.firm_id)


def _keep_overtime(due: Bill) -> None:
    """The clock began these lines; from now on the row says so too."""
    for each in due.charged:
        if each.line.kind == charge.LineKind.OVERTIME:
            EstimateLine.objects.filter(pk=each.line.id, begun_at=None).update(
                begun_at=each.line.begun_at
            )


def _write_receipt(case: Case, due: Bill, *, firm: Firm, method: str, now: datetime) -> Receipt:
    receipt = Receipt(
        company_id=case.company_id,
        case=case,
        firm=firm,
        number=_next_number(firm),
        issuer_name=firm.name,
        issuer_tax_number=firm.tax_registration_number,
        estimate=queries.binding_estimate(case.id),
        subtotal_yen=due.subtotal_yen,
        tax_percent=due.tax_percent,
        tax_yen=due.tax_yen,
        total_yen=due.total_yen,
        lines=[_receipt_line(each) for each in due.charged],
        method=method,
        worked_on=due.worked_on,
        issued_at=now,
    )
    key = keys.create("money", receipt.id)
    receipt.recipient_sealed = sealing.seal(
        key, payers.name_of(case), context=sealed.recipient(receipt.id)
    )
    receipt.save(force_insert=True)
    return receipt


def _next_number(firm: Firm) -> int:
    """The counter's row stays locked until the receipt stands, so no number is lost or doubled."""
    ReceiptCounter.objects.get_or_create(firm=firm)
    counter = ReceiptCounter.objects.select_for_update().get(firm=firm)
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    return counter.last_number


def _receipt_line(each: BillLine) -> dict[str, Any]:
    return {
        "item": each.line.item,
        "kind": each.line.kind,
        "description": each.line.description,
        "name_en": each.line.name_en,
        "quantity": each.line.quantity,
        "unit": each.line.unit,
        "unit_yen": each.line.unit_yen,
        "amount_yen": each.amount_yen,
    }


def _facts(due: Bill, how: How, *, receipt: Receipt | None) -> dict[str, Any]:
    return {
        "bill_yen": due.total_yen,
        "tax_yen": due.tax_yen,
        "payer": due.payer,
        "minutes": due.minutes,
        "method": how.method,
        "collected": how.method in PAID,
        "unpaid_reason": how.unpaid_reason,
        "receipt": receipt.number if receipt else None,
    }
