"""The only writers of firms, the contracts between them, technicians, shifts and positions."""

from kaketsuke.network.services.firms import (
    REVIEWED_AFTER,
    WHOLE_PERCENT,
    add_firm,
    approve_edge,
    change_terms,
    end_edge,
    review_edge,
    sign_edge,
)
from kaketsuke.network.services.refusals import (
    CannotRecordFirm,
    CannotRecordPosition,
    CannotRecordTechnician,
)
from kaketsuke.network.services.technicians import (
    CLOCKS_MAY_DIFFER,
    Span,
    add_shift,
    add_shifts,
    add_technician,
    end_shift,
    end_technician,
    forget_positions,
    record_position,
    renew_papers,
)

__all__ = [
    "CLOCKS_MAY_DIFFER",
    "REVIEWED_AFTER",
    "WHOLE_PERCENT",
    "CannotRecordFirm",
    "CannotRecordPosition",
    "CannotRecordTechnician",
    "Span",
    "add_firm",
    "add_shift",
    "add_shifts",
    "add_technician",
    "approve_edge",
    "change_terms",
    "end_edge",
    "end_shift",
    "end_technician",
    "forget_positions",
    "record_position",
    "renew_papers",
    "review_edge",
    "sign_edge",
]
