"""The only writers of what happens at the door; each service is one transaction."""

from kaketsuke.onsite.services.checks import CheckAnswer, answer_check, judge
from kaketsuke.onsite.services.door import open_door
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
    "nobody_there",
    "open_door",
    "pause",
    "reach_minutes",
    "safe_exit",
    "stop_clock",
]
