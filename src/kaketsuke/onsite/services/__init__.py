"""The only writers of what happens at the door; each service is one transaction."""

from kaketsuke.onsite.services.breaking import (
    Agreement,
    HeardOwner,
    agree_to_break,
    approve_breaking,
    ask_to_break,
    hear_agreement,
)
from kaketsuke.onsite.services.call_backs import ask_call_back, confirm_call_back, say_code
from kaketsuke.onsite.services.checks import (
    CheckAnswer,
    OnRecord,
    answer_check,
    judge,
    name_differed,
    on_record,
)
from kaketsuke.onsite.services.door import Interim, open_door
from kaketsuke.onsite.services.phone import keep_answer, note_wrong_clock, report_late
from kaketsuke.onsite.services.photos import (
    add_photo,
    count_photos,
    delete_photo,
    forget_photos,
    review_photo,
)
from kaketsuke.onsite.services.way import (
    arrive,
    ask_to_refuse,
    call_not_answered,
    depart,
    nobody_there,
    safe_exit,
)
from kaketsuke.onsite.services.work import (
    attendant_left,
    begin_work,
    call_second,
    cancel_at_the_door,
    continue_work,
    could_not_open,
    minutes_were_approved,
    pause,
    reach_minutes,
    stop_clock,
)

__all__ = [
    "Agreement",
    "CheckAnswer",
    "HeardOwner",
    "Interim",
    "OnRecord",
    "add_photo",
    "agree_to_break",
    "answer_check",
    "approve_breaking",
    "arrive",
    "ask_call_back",
    "ask_to_break",
    "ask_to_refuse",
    "attendant_left",
    "begin_work",
    "call_not_answered",
    "call_second",
    "cancel_at_the_door",
    "confirm_call_back",
    "continue_work",
    "could_not_open",
    "count_photos",
    "delete_photo",
    "depart",
    "forget_photos",
    "hear_agreement",
    "judge",
    "keep_answer",
    "minutes_were_approved",
    "name_differed",
    "nobody_there",
    "note_wrong_clock",
    "on_record",
    "open_door",
    "pause",
    "reach_minutes",
    "report_late",
    "review_photo",
    "safe_exit",
    "say_code",
    "stop_clock",
]
