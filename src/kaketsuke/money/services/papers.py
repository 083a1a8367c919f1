"""Papers reach the payer: kept as they were handed out, sent by a link of the payer's own.

A receipt's PDF is made once and kept sealed; it is the same bytes whenever it is asked for.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kaketsuke.cases import services as case_services
from kaketsuke.cases.models import Case
from kaketsuke.money import cooling_off, handing, payers, queries, sealed
from kaketsuke.money.models import (
    Cancellation,
    Collection,
    Estimate,
    Receipt,
    ReceiptPaper,
    ReturnInvoice,
)
from kaketsuke.people import keys, sealing


@transaction.atomic
def receipt_pdf(case_id: UUID, *, now: datetime) -> bytes | None:
    """Return the kept PDF of a case's receipt; the first who asks has it made."""
    receipt = Receipt.objects.filter(case_id=case_id).first()
    if receipt is None:
        return None
    key = keys.open_key("money", receipt.id)
    kept = ReceiptPaper.objects.filter(receipt=receipt).first()
    if kept is not None:
        return sealing.open_bytes(key, kept.pdf_sealed, context=sealed.paper(receipt.id))
    card = queries.receipt_of(case_id)
    if card is None:
        return None
    pdf = handing.receipt(card)
    paper = ReceiptPaper(
        company_id=receipt.company_id,
        case_id=case_id,
        receipt=receipt,
        pdf_sealed=sealing.seal_bytes(key, pdf, context=sealed.paper(receipt.id)),
        sha256=hashlib.sha256(pdf).hexdigest(),
        made_at=now,
    )
    # Of two that ask at once, both made the same bytes and one keeps them.
    ReceiptPaper.objects.bulk_create([paper], ignore_conflicts=True)
    return pdf


@transaction.atomic
def send_receipt(case_id: UUID, *, now: datetime) -> int:
    """Send the payer the link to the receipt, or to what is still owed, once (3.3).

    A visit that cost nothing gets no message. The PDF is made and kept all the same.
    """
    case = _case(case_id)
    collection = Collection.objects.filter(case=case).first()
    receipt_pdf(case_id, now=now)
    if collection is None or collection.method == "none":
        return 0
    received_on = timezone.localdate(collection.collected_at)
    return case_services.send_papers(
        case,
        payers.person_of(case),
        template="unpaid" if collection.method == "unpaid" else "receipt",
        parameters={
            "total": f"{case.settled_total_yen or 0:,}",
            "firm": collection.firm.name,
            "until": cooling_off.last_day(received_on).isoformat(),
        },
        since=collection.collected_at,
        now=now,
    )


@transaction.atomic
def send_estimate(estimate_id: UUID, *, now: datetime) -> int:
    """Send an owner who asked the link on which the estimate is answered (3.3).

    A resident stands at the door, with the page open or the technician's screen before them.
    """
    estimate = Estimate.objects.get(pk=estimate_id)
    case = _case(estimate.case_id)
    if case.requested_by != "owner":
        return 0
    return case_services.tell_requester(
        case,
        payers.person_of(case),
        template="estimate",
        parameters={"total": f"{estimate.total_yen:,}"},
        now=now,
    )


@transaction.atomic
def send_cancellation(case_id: UUID, *, now: datetime) -> int:
    """Confirm to the payer that the agreement is cancelled, and until when the money is back."""
    case = _case(case_id)
    cancelled = Cancellation.objects.select_related("firm").filter(case=case).first()
    if cancelled is None:
        return 0
    return case_services.send_papers(
        case,
        payers.person_of(case),
        template="contract_cancelled",
        parameters={
            "total": f"{cancelled.refund_yen:,}",
            "firm": cancelled.firm.name,
            "until": cancelled.refund_due_on.isoformat(),
        },
        since=cancelled.cancelled_at,
        now=now,
    )


@transaction.atomic
def send_return(case_id: UUID, *, now: datetime) -> int:
    """Send the payer the link to the return invoice, once the money is back."""
    case = _case(case_id)
    returned = ReturnInvoice.objects.select_related("firm").filter(case=case).first()
    if returned is None:
        return 0
    return case_services.send_papers(
        case,
        payers.person_of(case),
        template="refund_paid",
        parameters={"total": f"{returned.total_yen:,}", "firm": returned.firm.name},
        since=returned.issued_at,
        now=now,
    )


def _case(case_id: UUID) -> Case:
    return Case.objects.select_related("request", "dwelling__building").get(pk=case_id)
