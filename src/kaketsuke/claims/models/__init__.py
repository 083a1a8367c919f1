"""The tables of this room."""

from kaketsuke.claims.models.complaints import Complaint
from kaketsuke.claims.models.damages import Claim, Decision, Evidence, Letter
from kaketsuke.claims.models.entries import ClaimEntry, Entry
from kaketsuke.claims.models.ledger import CreditorChange, Payment, Recourse

__all__ = [
    "Claim",
    "ClaimEntry",
    "Complaint",
    "CreditorChange",
    "Decision",
    "Entry",
    "Evidence",
    "Letter",
    "Payment",
    "Recourse",
]
