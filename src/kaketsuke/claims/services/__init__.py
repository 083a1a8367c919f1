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

__all__ = [
    "answer_complaint",
    "begin_appeal",
    "close_complaint",
    "close_where_nobody_came_back",
    "complain_at_door",
    "door_of",
    "not_content",
    "open_complaint",
    "take_complaint",
    "withdraw_complaint",
]
