"""The only writers of offers and assignments; each service is one transaction."""

from kaketsuke.dispatch.services.assignments import (
    assign_by_hand,
    end,
    release,
    set_out,
)
from kaketsuke.dispatch.services.offers import (
    answer_offer,
    expire_offer,
    start_offers,
    withdraw_offers,
)

__all__ = [
    "answer_offer",
    "assign_by_hand",
    "end",
    "expire_offer",
    "release",
    "set_out",
    "start_offers",
    "withdraw_offers",
]
