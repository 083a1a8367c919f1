"""The only writers of calls, requests and flags."""

from kaketsuke.intake.services.asking import (
    choose_dwelling,
    end_call,
    name_attendant,
    note_owner_reason,
    open_call,
    start_request,
    state_facts,
)
from kaketsuke.intake.services.deciding import (
    Permission,
    accept,
    allow,
    decide,
    refuse,
    refuse_if_moved_on,
    second,
)
from kaketsuke.intake.services.ending import (
    appeal,
    caller_gave_up,
    join_to_case,
    lapse,
    lose_call,
    reached,
    solve_by_triage,
)
from kaketsuke.intake.services.flags import (
    appeal_flag,
    confirm_flag,
    end_flag,
    record_flag,
    review_flag,
    uphold_flag,
)
from kaketsuke.intake.services.protection import note_registration

__all__ = [
    "Permission",
    "accept",
    "allow",
    "appeal",
    "appeal_flag",
    "caller_gave_up",
    "choose_dwelling",
    "confirm_flag",
    "decide",
    "end_call",
    "end_flag",
    "join_to_case",
    "lapse",
    "lose_call",
    "name_attendant",
    "note_owner_reason",
    "note_registration",
    "open_call",
    "reached",
    "record_flag",
    "refuse",
    "refuse_if_moved_on",
    "review_flag",
    "second",
    "solve_by_triage",
    "start_request",
    "state_facts",
    "uphold_flag",
]
