"""The end at the door: the bill is collected by the firm that did the work, and receipted (3.3)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kaketsuke.accounts import context, viewers
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case
from kaketsuke.dispatch import queries as dispatch_queries
from kaketsuke.money import queries, refusals
from kaketsuke.money.bills import Bill, BillLine
from kaketsuke.money.models import Collection, EstimateLine, Receipt, ReceiptCounter
from kaketsuke.network.models import Firm
from kaketsuke.onsite import steps
from kaketsuke.onsite.steps import Press
from kaketsuke.parties.models import Owner
from kaketsuke.people import keys, sealing
from kaketsuke.people import queries as people_queries
from kaketsuke.rules import charge

PAID = ("cash", "card", "code")
UNNAMED = "お客さま"


@transaction.atomic
def settle(
    case_id: UUID,
    *,
    method: str,
    technician: UUID,
    now: datetime,
    unpaid_reason: str = "",
    idempotency_key: UUID | None = None,
) -> Receipt | None:
    """Collect the bill and give the receipt; unpaid is the firm's claim and gets none (3.3, A1.3).

    Pressed twice it is settled once.
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
        method=method,
        unpaid_reason=unpaid_reason,
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
    return _settle(case, method="none", unpaid_reason="", actor=viewers.SYSTEM, now=now)


@transaction.atomic
def send_receipt(case_id: UUID, *, now: datetime) -> int:
    """Send the payer the link to the receipt; a visit that cost nothing gets none (3.3)."""
    case = Case.objects.select_related("request", "dwelling__building").get(pk=case_id)
    receipt = Receipt.objects.filter(case=case).first()
    if receipt is None or receipt.total_yen == 0:
        return 0
    return case_services.send_receipt(
        case, total_yen=receipt.total_yen, since=receipt.issued_at, now=now
    )


def _settle(
    case: Case,
    *,
    method: str,
    unpaid_reason: str,
    actor: Actor,
    now: datetime,
    idempotency_key: UUID | None = None,
) -> Receipt | None:
    if case.state != State.OPENED:
        raise refusals.CannotSettle(refusals.NOT_OPENED)
    due = queries.bill(case.id, at=now)
    _refuse_method(due, method=method, unpaid_reason=unpaid_reason)
    firm = _firm_that_worked(case.id)
    _keep_overtime(due)
    Collection.objects.create(
        company_id=case.company_id,
        case=case,
        firm=firm,
        method=method,
        amount_yen=due.total_yen if method in PAID else 0,
        unpaid_reason=unpaid_reason if method == "unpaid" else "",
        collected_at=now,
    )
    receipt = _write_receipt(case, due, firm=firm, now=now) if method != "unpaid" else None
    case_services.advance(
        case.id,
        event=Event.SETTLED,
        actor=actor,
        now=now,
        facts=_facts(due, method=method, unpaid_reason=unpaid_reason, receipt=receipt),
        clauses=("A1.3", "3.3"),
        idempotency_key=idempotency_key,
    )
    return receipt


def _settled_before(given: Collection, *, method: str) -> Receipt | None:
    if given.method != method:
        raise refusals.CannotSettle(refusals.SETTLED_OTHERWISE)
    return Receipt.objects.filter(case=given.case_id).first()


def _refuse_method(due: Bill, *, method: str, unpaid_reason: str) -> None:
    if method not in dict(Collection.METHODS):
        raise refusals.CannotSettle(refusals.METHOD_FIRST)
    if due.total_yen == 0 and method != "none":
        raise refusals.CannotSettle(refusals.NOTHING_TO_PAY)
    if due.total_yen > 0 and method == "none":
        raise refusals.CannotSettle(refusals.SOMETHING_TO_PAY)
    if method == "unpaid" and not unpaid_reason:
        raise refusals.CannotSettle(refusals.REASON_FOR_UNPAID)


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


def _write_receipt(case: Case, due: Bill, *, firm: Firm, now: datetime) -> Receipt:
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
        issued_at=now,
    )
    key = keys.create("money", receipt.id)
    receipt.recipient_sealed = sealing.seal(
        key, _payers_name(case), context=queries.recipient_place(receipt.id)
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


def _payers_name(case: Case) -> str:
    """Whoever asked pays (3.3). The technician need not see the name that the receipt carries."""
    with context.as_system():
        request = case.request
        if request.requester_owner_id is not None:
            owner = Owner.objects.get(pk=request.requester_owner_id)
            if owner.legal_name:
                return owner.legal_name
        person_id = request.requester_person_id
        name = people_queries.names_of([person_id]).get(person_id) if person_id else None
    return name.full if name else UNNAMED


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


def _facts(
    due: Bill, *, method: str, unpaid_reason: str, receipt: Receipt | None
) -> dict[str, Any]:
    return {
        "bill_yen": due.total_yen,
        "tax_yen": due.tax_yen,
        "payer": due.payer,
        "minutes": due.minutes,
        "method": method,
        "collected": method in PAID,
        "unpaid_reason": unpaid_reason,
        "receipt": receipt.number if receipt else None,
    }
