"""The only writers of the privacy room."""

from kaketsuke.privacy.services.carrying_out import carry_out, correct
from kaketsuke.privacy.services.corrections import correct_contact, correct_name
from kaketsuke.privacy.services.erasure import (
    demand_erasable,
    erase_again,
    erase_caller,
    erase_person,
)
from kaketsuke.privacy.services.holds import end_hold, hold
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
    "carry_out",
    "check_identity",
    "correct",
    "correct_contact",
    "correct_name",
    "demand_erasable",
    "end_hold",
    "erase_again",
    "erase_caller",
    "erase_person",
    "finish",
    "grant",
    "hold",
    "open_request",
    "record_provision",
    "refuse",
    "unblock",
    "undertake",
    "withdraw",
]
