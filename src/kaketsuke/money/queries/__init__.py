"""What is read of money: prices, estimates and the bill, what was paid."""

from kaketsuke.money.queries.estimates import (
    EstimateCard,
    agreed,
    approved_estimate,
    bill,
    binding_estimate,
    estimate_named,
    estimates_of,
    line_named,
    moments_carried,
    open_estimate,
    versions_made,
    worked_on,
)
from kaketsuke.money.queries.prices import (
    PriceLine,
    dated_items,
    fee_of,
    fees_of,
    items_in_force,
    price_list,
    price_list_entries,
)
from kaketsuke.money.queries.settled import (
    ReceiptCard,
    SettlementCard,
    has_receipt,
    receipt_of,
    settlement_of,
)

__all__ = [
    "EstimateCard",
    "PriceLine",
    "ReceiptCard",
    "SettlementCard",
    "agreed",
    "approved_estimate",
    "bill",
    "binding_estimate",
    "dated_items",
    "estimate_named",
    "estimates_of",
    "fee_of",
    "fees_of",
    "has_receipt",
    "items_in_force",
    "line_named",
    "moments_carried",
    "open_estimate",
    "price_list",
    "price_list_entries",
    "receipt_of",
    "settlement_of",
    "versions_made",
    "worked_on",
]
