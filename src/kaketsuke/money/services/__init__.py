"""The only writers of money; each service is one transaction."""

from kaketsuke.money.services.answers import answer_estimate
from kaketsuke.money.services.cancelling import cancel_contract, record_refund
from kaketsuke.money.services.estimates import LineDraft, Shown, begin_line, make_estimate
from kaketsuke.money.services.ledger import note_payables, record_payment, set_job_fee
from kaketsuke.money.services.objecting import (
    Owned,
    hear_payer,
    object_to_word,
    tell_of_approval,
    tell_of_breaking,
)
from kaketsuke.money.services.papers import (
    receipt_pdf,
    send_cancellation,
    send_estimate,
    send_receipt,
    send_return,
)
from kaketsuke.money.services.prices import (
    PriceDraft,
    end_price_item,
    publish_price_list,
    set_price_item,
)
from kaketsuke.money.services.returning import return_invoice_pdf
from kaketsuke.money.services.settlement import settle, settle_free

__all__ = [
    "LineDraft",
    "Owned",
    "PriceDraft",
    "Shown",
    "answer_estimate",
    "begin_line",
    "cancel_contract",
    "end_price_item",
    "hear_payer",
    "make_estimate",
    "note_payables",
    "object_to_word",
    "publish_price_list",
    "receipt_pdf",
    "record_payment",
    "record_refund",
    "return_invoice_pdf",
    "send_cancellation",
    "send_estimate",
    "send_receipt",
    "send_return",
    "set_job_fee",
    "set_price_item",
    "settle",
    "settle_free",
    "tell_of_approval",
    "tell_of_breaking",
]
