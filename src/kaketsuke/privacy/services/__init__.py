"""The only writers of the privacy room."""

from kaketsuke.privacy.services.affected import (
    add_affected,
    clear_affected,
    count_affected,
    letters_sent,
)
from kaketsuke.privacy.services.alerts import raise_alerts, see_alert
from kaketsuke.privacy.services.carrying_out import carry_out, correct
from kaketsuke.privacy.services.corrections import correct_contact, correct_name
from kaketsuke.privacy.services.erasure import (
    demand_erasable,
    erase_again,
    erase_caller,
    erase_person,
)
from kaketsuke.privacy.services.holds import end_hold, hold, review_hold
from kaketsuke.privacy.services.incidents import (
    classify,
    open_incident,
    report,
    write_items,
)
from kaketsuke.privacy.services.looks import break_glass, review_break_glass
from kaketsuke.privacy.services.processors import (
    add_processor,
    approve_processor,
    end_processor,
    review_processor,
)
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
from kaketsuke.privacy.services.retention import begin_retention, retention_step
from kaketsuke.privacy.services.telling import tell_alarms

__all__ = [
    "Recipient",
    "add_affected",
    "add_processor",
    "approve_processor",
    "begin_retention",
    "block",
    "break_glass",
    "carry_out",
    "check_identity",
    "classify",
    "clear_affected",
    "correct",
    "correct_contact",
    "correct_name",
    "count_affected",
    "demand_erasable",
    "end_hold",
    "end_processor",
    "erase_again",
    "erase_caller",
    "erase_person",
    "finish",
    "grant",
    "hold",
    "letters_sent",
    "open_incident",
    "open_request",
    "raise_alerts",
    "record_provision",
    "refuse",
    "report",
    "retention_step",
    "review_break_glass",
    "review_hold",
    "review_processor",
    "see_alert",
    "tell_alarms",
    "unblock",
    "undertake",
    "withdraw",
    "write_items",
]
