"""The only writers of what happens at the door; each service is one transaction."""

from kaketsuke.onsite.services.checks import CheckAnswer, OnRecord, answer_check, judge, on_record
from kaketsuke.onsite.services.door import open_door
from kaketsuke.onsite.services.phone import keep_answer, note_wrong_clock, report_late
from kaketsuke.onsite.services.way import arrive, ask_to_refuse, depart, nobody_there, safe_exit
from kaketsuke.onsite.services.work import (
    attendant_left,
    begin_work,
    cancel_at_the_door,
    continue_work,
    could_not_open,
    pause,
    reach_minutes,
    stop_clock,
)

__all__ = [
    "CheckAnswer",
    "OnRecord",
    "answer_check",
    "arrive",
    "ask_to_refuse",
    "attendant_left",
    "begin_work",
    "cancel_at_the_door",
    "continue_work",
    "could_not_open",
    "depart",
    "judge",
    "keep_answer",
    "nobody_there",
    "note_wrong_clock",
    "on_record",
    "open_door",
    "pause",
    "reach_minutes",
    "report_late",
    "safe_exit",
    "stop_clock",
]
