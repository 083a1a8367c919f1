"""The only writers of the privacy room."""

from kaketsuke.privacy.services.provisions import (
    Recipient,
    block,
    record_provision,
    unblock,
    undertake,
)
from kaketsuke.privacy.services.requests import (
    check_identity,
    finish,
    grant,
    open_request,
    refuse,
    withdraw,
)

__all__ = [
    "Recipient",
    "block",
    "check_identity",
    "finish",
    "grant",
    "open_request",
    "record_provision",
    "refuse",
    "unblock",
    "undertake",
    "withdraw",
]
