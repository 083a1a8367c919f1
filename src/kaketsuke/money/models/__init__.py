"""Yen are integers. An estimate is approved before the paid part begins; no receipt exceeds it."""

from kaketsuke.money.models.estimates import Approval, DisownedApproval, Estimate, EstimateLine
from kaketsuke.money.models.ledger import LATEST_DUE, JobFee, Payable
from kaketsuke.money.models.prices import KINDS, PriceItem
from kaketsuke.money.models.returned import Cancellation, Refund, ReturnInvoice
from kaketsuke.money.models.settled import Collection, Receipt, ReceiptCounter, ReceiptPaper

__all__ = [
    "KINDS",
    "LATEST_DUE",
    "Approval",
    "Cancellation",
    "Collection",
    "DisownedApproval",
    "Estimate",
    "EstimateLine",
    "JobFee",
    "Payable",
    "PriceItem",
    "Receipt",
    "ReceiptCounter",
    "ReceiptPaper",
    "Refund",
    "ReturnInvoice",
]
