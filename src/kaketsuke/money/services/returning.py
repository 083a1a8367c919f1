"""What was given back gets its own paper, in the same transaction as the refund."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kaketsuke.money import handing, queries, returns, sealed
from kaketsuke.money.models import Receipt, ReceiptCounter, Refund, ReturnInvoice
from kaketsuke.people import keys, sealing


@transaction.atomic
def issue_return(refund: Refund, *, now: datetime) -> ReturnInvoice:
    """Write the return invoice of a refund: numbered per firm, made once, kept as it was sent."""
    receipt = Receipt.objects.select_related("firm").get(case_id=refund.case_id)
    sold = queries.receipt_of(refund.case_id)
    if sold is None:
        raise LookupError("Money that was collected has a receipt.")
    row = ReturnInvoice(
        company_id=refund.company_id,
        case_id=refund.case_id,
        firm=receipt.firm,
        refund=refund,
        receipt=receipt,
        number=_next_number(receipt.firm_id),
        issuer_name=receipt.issuer_name,
        issuer_tax_number=receipt.issuer_tax_number,
        worked_on=sold.worked_on,
        returned_on=timezone.localdate(refund.refunded_at),
        subtotal_yen=receipt.subtotal_yen,
        tax_percent=receipt.tax_percent,
        tax_yen=receipt.tax_yen,
        total_yen=refund.amount_yen,
        issued_at=now,
    )
    pdf = handing.return_invoice(
        returns.ReturnCard(
            id=row.id,
            number=row.number,
            receipt=sold,
            returned_on=row.returned_on,
            method=refund.method,
            issued_at=now,
        )
    )
    key = keys.create("money", row.id)
    row.recipient_sealed = sealing.seal(key, sold.recipient, context=sealed.returned_to(row.id))
    row.pdf_sealed = sealing.seal_bytes(key, pdf, context=sealed.return_paper(row.id))
    row.sha256 = hashlib.sha256(pdf).hexdigest()
    row.save(force_insert=True)
    return row


def return_invoice_pdf(case_id: UUID) -> bytes | None:
    """Return the kept PDF of a case's return invoice, where money was given back."""
    row = ReturnInvoice.objects.filter(case_id=case_id).first()
    if row is None:
        return None
    key = keys.open_key("money", row.id)
    return sealing.open_bytes(key, row.pdf_sealed, context=sealed.return_paper(row.id))


def _next_number(firm_id: UUID) -> int:
    """The counter's row stays locked until the row stands, so no number is lost or doubled."""
    counter = ReceiptCounter.objects.select_for_update().get(firm_id=firm_id)
    counter.last_return_number += 1
    counter.save(update_fields=["last_return_number"])
    return counter.last_return_number
