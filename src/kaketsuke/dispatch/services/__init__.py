"""The only writers of offers and assignments; each service is one transaction."""

from kaketsuke.dispatch.services.asking import start_offers
from kaketsuke.dispatch.services.assignments import (
    assign_by_hand,
    end,
    release,
    set_out,
)
from kaketsuke.dispatch.services.offers import (
    answer_offer,
    expire_wave,
    leave_offer,
    widen,
    withdraw_offers,
)
from kaketsuke.dispatch.services.planning import apply_plan
from kaketsuke.dispatch.services.seconds import assign_second, release_second

__all__ = [
    "answer_offer",
    "apply_plan",
    "assign_by_hand",
    "assign_second",
    "end",
    "expire_wave",
    "leave_offer",
    "release",
    "release_second",
    "set_out",
    "start_offers",
    "widen",
    "withdraw_offers",
]
