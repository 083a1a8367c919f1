"""What the privacy room answers; it changes nothing."""

from kaketsuke.privacy.queries.incidents import (
    AffectedRow,
    affected,
    affected_persons,
    incident,
    incidents,
    letters_sent,
    one_affected,
)
from kaketsuke.privacy.queries.keeping import (
    HoldRow,
    hold,
    holds,
    retention_runs,
)
from kaketsuke.privacy.queries.looks import (
    Look,
    LookedAt,
    alert,
    alerts,
    checked_alerts,
    is_look,
    looks,
    looks_behind,
    notes_of,
)
from kaketsuke.privacy.queries.processors import (
    ProcessorRow,
    processor_rows,
)
from kaketsuke.privacy.queries.provisions import (
    BlockRow,
    blocks,
    has_undertaken,
    is_block,
    is_kept_back,
    providable,
    provisions,
)
from kaketsuke.privacy.queries.requests import (
    RequestPage,
    RequestRow,
    data_request,
    desk_rows,
    request_page,
    waiting,
)

__all__ = [
    "AffectedRow",
    "BlockRow",
    "HoldRow",
    "Look",
    "LookedAt",
    "ProcessorRow",
    "RequestPage",
    "RequestRow",
    "affected",
    "affected_persons",
    "alert",
    "alerts",
    "blocks",
    "checked_alerts",
    "data_request",
    "desk_rows",
    "has_undertaken",
    "hold",
    "holds",
    "incident",
    "incidents",
    "is_block",
    "is_kept_back",
    "is_look",
    "letters_sent",
    "looks",
    "looks_behind",
    "notes_of",
    "one_affected",
    "processor_rows",
    "providable",
    "provisions",
    "request_page",
    "retention_runs",
    "waiting",
]
