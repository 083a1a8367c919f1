"""The only writers of complaints and claims."""

from kaketsuke.claims.services.complaints import (
    answer_complaint,
    begin_appeal,
    close_complaint,
    close_where_nobody_came_back,
    complain_at_door,
    door_of,
    not_content,
    open_complaint,
    take_complaint,
    withdraw_complaint,
)
from kaketsuke.claims.services.damage_days import correct_days
from kaketsuke.claims.services.damage_decisions import (
    decide_claim,
    note_legal_review,
    second_decision,
    second_person_from_yen,
    send_decision_back,
    take_up_again,
)
from kaketsuke.claims.services.damage_payments import (
    assign_to_creditor,
    close_claim,
    record_payment,
    settle_recourse,
    tell_decision,
)
from kaketsuke.claims.services.damages import (
    add_evidence,
    claim_at_door,
    count_evidence,
    forget_evidence,
    open_claim,
    report_damage,
    take_claim,
    withdraw_claim,
)
from kaketsuke.claims.services.sweeping import sweep_files

__all__ = [
    "add_evidence",
    "answer_complaint",
    "assign_to_creditor",
    "begin_appeal",
    "claim_at_door",
    "close_claim",
    "close_complaint",
    "close_where_nobody_came_back",
    "complain_at_door",
    "correct_days",
    "count_evidence",
    "decide_claim",
    "door_of",
    "forget_evidence",
    "not_content",
    "note_legal_review",
    "open_claim",
    "open_complaint",
    "record_payment",
    "report_damage",
    "second_decision",
    "second_person_from_yen",
    "send_decision_back",
    "settle_recourse",
    "sweep_files",
    "take_claim",
    "take_complaint",
    "take_up_again",
    "tell_decision",
    "withdraw_claim",
    "withdraw_complaint",
]
