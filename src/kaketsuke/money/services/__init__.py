"""The only writers of money; each service is one transaction."""

from kaketsuke.money.services.estimates import (
    LineDraft,
    answer_estimate,
    begin_line,
    make_estimate,
)
from kaketsuke.money.services.prices import end_price_item, set_price_item
from kaketsuke.money.services.settlement import send_receipt, settle, settle_free

__all__ = [
    "LineDraft",
    "answer_estimate",
    "begin_line",
    "end_price_item",
    "make_estimate",
    "send_receipt",
    "set_price_item",
    "settle",
    "settle_free",
]
