"""The only writers of cases, their timeline, leaves, links and follow-ups."""

from kaketsuke.cases.services.advance import (
    advance,
    owner_notice_settled,
    refuse_if_moved_on,
    remark,
    role_in,
    settle_owner_notice,
    stand_of,
)
from kaketsuke.cases.services.attendants import (
    LEAVE_HELPS,
    issue_leave,
    name_other_attendant,
)
from kaketsuke.cases.services.disowning import disown_link
from kaketsuke.cases.services.extents import prevent, record_extent
from kaketsuke.cases.services.links import (
    address_of,
    link_by_token,
    make_link,
    press_stop,
    raise_objection,
)
from kaketsuke.cases.services.looking import look_after_block, look_after_flag
from kaketsuke.cases.services.notices import (
    tell_of_state,
    tell_registrants,
    tell_requester,
    to_temporary_number,
)
from kaketsuke.cases.services.opening import (
    allow_request,
    join_request,
    open_case,
    take_temporary_number,
)
from kaketsuke.cases.services.remaining import (
    add_follow_up,
    answer_ring,
    close_when_done,
    end_waiting,
    finish_follow_up,
    ring_a_human,
    sweep,
    take_follow_up,
)
from kaketsuke.cases.services.sending_papers import send_papers, tell_of_word

__all__ = [
    "LEAVE_HELPS",
    "add_follow_up",
    "address_of",
    "advance",
    "allow_request",
    "answer_ring",
    "close_when_done",
    "disown_link",
    "end_waiting",
    "finish_follow_up",
    "issue_leave",
    "join_request",
    "link_by_token",
    "look_after_block",
    "look_after_flag",
    "make_link",
    "name_other_attendant",
    "open_case",
    "owner_notice_settled",
    "press_stop",
    "prevent",
    "raise_objection",
    "record_extent",
    "refuse_if_moved_on",
    "remark",
    "ring_a_human",
    "role_in",
    "send_papers",
    "settle_owner_notice",
    "stand_of",
    "sweep",
    "take_follow_up",
    "take_temporary_number",
    "tell_of_state",
    "tell_of_word",
    "tell_registrants",
    "tell_requester",
    "to_temporary_number",
]
